import { expect, test } from "vitest";
import { asApiRequest } from "#src/edge/api-request.ts";

test("a request of the API takes no handshake, whoever sends it", () => {
  const address = "https://app.example.com/api/me?a=1&__clerk_handshake=t&__clerk_handshake_nonce=n";
  const cookie = "__session=t; __clerk_handshake=h; __clerk_handshake_nonce=n; __client_uat=1";
  const plain = asApiRequest(new Request(address, { headers: { "sec-fetch-dest": "document", cookie } }));
  expect(plain.url).toBe("https://app.example.com/api/me?a=1");
  expect(plain.headers.get("sec-fetch-dest")).toBe("empty");
  expect(plain.headers.get("cookie")).toBe("__session=t; __client_uat=1");
});
