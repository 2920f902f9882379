import { describe, expect, test } from "vitest";
import { clerkCallOf, withoutRefreshTokens } from "#src/edge/clerk-calls.ts";

const NOW_MS = 1_800_000_000_000;
const segment = (value: object) => btoa(JSON.stringify(value)).replaceAll("=", "");
const tokenUntil = (exp: unknown) => `${segment({ alg: "RS256" })}.${segment({ exp })}.sig`;
const live = tokenUntil(NOW_MS / 1000 + 30);
const expired = tokenUntil(NOW_MS / 1000 - 30);

const callOf = (cookie: string, path = "/", method = "GET") =>
  clerkCallOf(new Request(`https://app.example.com${path}`, { method, headers: { cookie } }), NOW_MS);

describe("a request costs Clerk's Backend API", () => {
  test.each([
    ["no call, with a good token and a refresh token", `__session=${live}; __refresh_abc=r`, null],
    ["no call, with an expired token alone", `__session=${expired}`, null],
    ["no call, with a refresh token alone", "__refresh_abc=r", null],
    [
      "a refresh, with an expired token and a refresh token",
      `__session=${expired}; __refresh_abc=r`,
      "refresh",
    ],
    [
      "a refresh, whichever twin has expired",
      `__session=${live}; __session_abc=${expired}; __refresh_abc=r`,
      "refresh",
    ],
    [
      "a refresh, with a token that names no end",
      `__session=${tokenUntil("soon")}; __refresh_abc=r`,
      "refresh",
    ],
    ["a nonce, with a nonce", `__session=${live}; __clerk_handshake_nonce=n`, "nonce"],
  ])("%s", (_, cookie, call) => {
    expect(callOf(cookie)).toBe(call);
  });

  test("a nonce by its address, too", () => {
    expect(callOf("", "/x?a=1&__clerk_handshake_nonce=n")).toBe("nonce");
    expect(callOf("", "/x?__clerk%5Fhandshake_nonce=n")).toBe("nonce");
    expect(callOf("", "/x__clerk_handshake_nonce?a=__clerk_handshake_nonce")).toBeNull();
  });

  test("no call beside a bearer token, which goes before every cookie", () => {
    const cookie = `__session=${expired}; __refresh_abc=r; __clerk_handshake_nonce=n`;
    const headers = { cookie, authorization: `Bearer ${live}` };
    expect(clerkCallOf(new Request("https://app.example.com/", { headers }), NOW_MS)).toBeNull();
  });

  test("no refresh for a form, which cannot be refreshed", () => {
    expect(callOf(`__session=${expired}; __refresh_abc=r`, "/", "POST")).toBeNull();
  });
});

test("a request loses its refresh tokens and nothing else", () => {
  const request = new Request("https://app.example.com/", {
    headers: { cookie: `a=1; __refresh_abc=r; __session=${expired}`, accept: "text/html" },
  });
  const { headers } = withoutRefreshTokens(request);
  expect([headers.get("cookie"), headers.get("accept")]).toEqual([`a=1; __session=${expired}`, "text/html"]);
});
