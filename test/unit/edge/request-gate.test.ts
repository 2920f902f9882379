import { describe, expect, test } from "vitest";
import { refuse, refuseAuthorization, withoutOverrides, withoutStrayTokens } from "#src/edge/request-gate.ts";

const origin = "https://app.example.com";
const rules = { origin, production: true };
const segment = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const jwt = `${segment({ alg: "RS256" })}.${segment({ sub: "user_1" })}.c2ln`;

function request(path: string, init: RequestInit = {}): Request {
  return new Request(`${origin}${path}`, init);
}

describe("what is refused at the edge", () => {
  test.each(["PUT", "DELETE", "OPTIONS", "PROPFIND"])("%s is not served", (method) => {
    expect(refuse(request("/", { method }), rules)?.status).toBe(405);
  });

  test.each(["PUT", "PATCH", "DELETE"])("%s reaches the API, from the site's own pages", (method) => {
    expect(refuse(request("/api/me", { method, headers: { origin } }), rules)).toBeNull();
    expect(refuse(request("/api/me", { method }), rules)?.status).toBe(403);
    expect(refuse(request("/apiary", { method, headers: { origin } }), rules)?.status).toBe(405);
  });

  test.each(["OPTIONS", "PROPFIND"])("%s does not reach the API either", (method) => {
    expect(refuse(request("/api/me", { method }), rules)?.status).toBe(405);
  });

  test.each(["/_image?href=/x", "/_server-islands/x", "/_actions/x", "//_image", "/_IMAGE"])(
    "%s is not there",
    (path) => {
      expect(refuse(request(path), rules)?.status).toBe(404);
    },
  );

  test("another host is misdirected", () => {
    expect(refuse(new Request("https://evil.example/"), rules)?.status).toBe(421);
    expect(refuse(request("/"), rules)).toBeNull();
  });

  test.each([
    [{ origin }, null],
    [{ origin, "sec-fetch-site": "same-origin" }, null],
    [{ origin, "sec-fetch-site": "same-site" }, 403],
    [{ origin: "https://evil.example" }, 403],
    [{ origin: "null" }, 403],
    [{}, 403],
  ])("a form with %j gets %s", (headers, status) => {
    expect(refuse(request("/", { method: "POST", headers }), rules)?.status ?? null).toBe(status);
  });

  test.each<[string, Record<string, string>, number | null]>([
    ["/api/tasks", {}, null],
    ["/api/tasks", { origin }, null],
    ["/api/tasks", { origin: "https://evil.example" }, 403],
    ["/api/tasks", { "sec-fetch-site": "none" }, 403],
    ["/api/tasks", { cookie: "a=1" }, 403],
    ["/api/tasks", { cookie: "a=1", origin }, null],
    ["/", {}, 403],
  ])("a program's own token brings a POST to %s with %j: %s", (path, headers, status) => {
    const init = { method: "POST", headers: { authorization: `Bearer ${jwt}`, ...headers } };
    expect(refuse(request(path, init), rules)?.status ?? null).toBe(status);
  });

  test.each([
    [`Bearer ${jwt}`, null],
    [jwt, 401],
    [`Bearer ${jwt} extra`, 401],
    ["Bearer ak_secret", 401],
    ["Bearer bnVsbA.e30.AA", 401],
    ["Basic dXNlcjpwYXNz", 401],
    [`Bearer ${segment({ alg: "RS256" })}.${segment({ pad: "x".repeat(9000) })}.c2ln`, 401],
  ])("Authorization: %s gets %s", (authorization, status) => {
    expect(refuseAuthorization(request("/", { headers: { authorization } }))?.status ?? null).toBe(status);
  });

  test("no Authorization is nothing to refuse", () => {
    expect(refuseAuthorization(request("/"))).toBeNull();
  });

  test.each([
    ["an API key", `ak_${"a".repeat(32)}`],
    ["an M2M token", `mt_${"a".repeat(32)}`],
  ])("%s is for the API alone", (_, token) => {
    const at = (path: string) =>
      refuseAuthorization(request(path, { headers: { authorization: `Bearer ${token}` } }))?.status ?? null;
    expect([at("/api/tasks"), at("/orgs/acme/tasks"), at("/apiary")]).toEqual([null, 401, 401]);
  });
});

describe("what is taken away at the edge", () => {
  test.each([
    "x-forwarded-host",
    "X-Forwarded-Proto",
    "forwarded",
    "x-http-method-override",
    "x-clerk-auth-status",
  ])("%s", (name) => {
    const clean = withoutOverrides(
      request("/", { headers: { [name]: "evil.example", accept: "text/html" } }),
      rules,
    );
    expect(clean.headers.has(name)).toBe(false);
    expect(clean.headers.get("accept")).toBe("text/html");
  });

  test("a cookie that is no token, though it bears a token's name", () => {
    const broken = `${segment({ alg: "RS256" })}.bnVsbA.AA`;
    const cookie = `a=1; __session=${broken}; __session_AbC-_12=${jwt}; __clerk_handshake=junk; __client_uat=1`;
    const clean = withoutStrayTokens(request("/", { headers: { cookie } }), rules);
    expect(clean.headers.get("cookie")).toBe(`a=1; __session_AbC-_12=${jwt}; __client_uat=1`);
  });

  test("a handshake in the address: all of it on a production instance, what is no token on any", () => {
    const path =
      "/x?a=1&__clerk_handshake=t&__clerk_handshake_nonce=n&__clerk_redirect_url=u&__clerk_db_jwt=d";
    const search = (production: boolean) =>
      new URL(withoutStrayTokens(request(path), { origin, production }).url).search;
    expect(search(true)).toBe("?a=1");
    expect(search(false)).toBe("?a=1&__clerk_handshake_nonce=n&__clerk_db_jwt=d");
  });

  test("a handshake of a token's shape stays where a development instance hands it over", () => {
    const path = `/x?__clerk_handshake=${jwt}`;
    const search = (production: boolean) =>
      new URL(withoutStrayTokens(request(path), { origin, production }).url).search;
    expect([search(true), search(false)]).toEqual(["", `?__clerk_handshake=${jwt}`]);
  });

  test.each([
    ["of the site itself", `${origin}/orgs`, `${origin}/orgs`],
    ["of another site", "https://evil.example/", null],
    ["of another port", `${origin}:8443/`, null],
    ["that is none", "not an address", null],
  ])("a referer %s", (_, referer, left) => {
    const clean = withoutOverrides(request("/", { headers: { referer } }), rules);
    expect(clean.headers.get("referer")).toBe(left);
  });
});
