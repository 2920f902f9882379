import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { keySet } from "#clerk-local/tokens/signing-key.ts";
import { type StandIn, startStandIn } from "#test/clerk-local/stand-in.ts";
import { ADA } from "#test/support/people.ts";

let standIn: StandIn;
beforeAll(async () => void (standIn = await startStandIn("test")));
beforeEach(() => standIn.rpc.reset());
afterAll(() => standIn.stop());

test("the key set is the one that tokens are signed with", async () => {
  expect(await standIn.sdk.jwks.getJwks()).toEqual(keySet(["first"]));
  await standIn.rpc.rotateKey({ keepsFirst: true });
  expect(await standIn.sdk.jwks.getJwks()).toEqual(keySet(["second", "first"]));
});

test("what a handshake left is read by its nonce, and by no other", async () => {
  const { cookies } = await standIn.rpc.sessionFor({ userId: ADA.id });
  const query = new URLSearchParams({
    redirect_url: `${standIn.appOrigin}/`,
    format: "nonce",
    __clerk_db_jwt: cookies["__clerk_db_jwt"] ?? "",
  });
  const answer = await fetch(`${standIn.url}/v1/client/handshake?${query.toString()}`, {
    redirect: "manual",
  });
  const back = new URL(answer.headers.get("location") ?? "");
  const nonce = back.searchParams.get("__clerk_handshake_nonce") ?? "";
  const { directives } = await standIn.sdk.clients.getHandshakePayload({ nonce });
  expect(directives.some((directive) => directive.startsWith("__session="))).toBe(true);
  await expect(standIn.sdk.clients.getHandshakePayload({ nonce: "wrong" })).rejects.toMatchObject({
    errors: [{ code: expect.any(String) }],
  });
});

test("an OAuth access token is nobody's", async () => {
  await expect(standIn.sdk.idPOAuthAccessToken.verify("oat_invented")).rejects.toMatchObject({
    status: 404,
    errors: [{ code: "resource_not_found" }],
  });
});
