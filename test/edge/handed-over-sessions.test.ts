import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ACME, ADA, MILO } from "#test/support/people.ts";
import { mostLetThrough } from "#test/support/rate-limits.ts";
import { cookieHeader, DOCUMENT, type Headers, postForm } from "#test/support/requests.ts";
import { startSite, type Site } from "#test/support/site.ts";

/*
 * What a link, or a cookie that anybody can make up, gets out of the ways in which Clerk hands a session over. Each
 * test fails when the site's own guard is taken away.
 */

const PAGE = "/me/session";

/** A handshake's signed result, by which whoever brings it is signed in as Milo. */
async function handshakeOf(site: Site): Promise<string> {
  const { token, suffix } = await site.clerk.sessionFor({ userId: MILO.id, orgId: ACME.id });
  const directives = [`__session=${token}; Path=/`, `__session_${suffix}=${token}; Path=/`];
  return site.clerk.mint({ handshake: [...directives, "__client_uat=1; Path=/"] });
}

const sessionCookies = (response: { headers: { getSetCookie: () => string[] } }) =>
  response.headers.getSetCookie().filter((cookie) => cookie.startsWith("__session"));

describe("at a production instance", () => {
  let site: Site;
  beforeAll(async () => void (site = await startSite({ keys: "live" })));
  afterAll(() => site.dispose());

  test("a handshake signs in by its cookie, and lets no other site read the answer", async () => {
    const cookie = `__clerk_handshake=${await handshakeOf(site)}`;
    const response = await site.fetch(PAGE, { headers: { cookie, origin: "https://evil.example" } });
    expect(response.status).toBe(200);
    expect(sessionCookies(response)).toHaveLength(2);
    expect([...response.headers.keys()].filter((name) => name.startsWith("access-control-"))).toEqual([]);
    expect(response.headers.get("cache-control")).toBe("private, no-store");
  });

  test.each(["__clerk_handshake", "__clerk%5Fhandshake"])("a link with %s signs nobody in", async (name) => {
    const link = `${PAGE}?${name}=${await handshakeOf(site)}`;
    const opened = await site.fetch(link, { headers: DOCUMENT });
    expect([opened.status, opened.headers.getSetCookie()]).toEqual([303, []]);
    expect(opened.headers.get("location")).toBe(`/sign-in?redirect_url=${encodeURIComponent(PAGE)}`);
    const form = { headers: {}, fields: { org: ACME.id, title: "x" } };
    const sent = await postForm(site, link.replace(PAGE, "/orgs/acme/dashboard"), form);
    expect([sent.status, sessionCookies(sent)]).toEqual([401, []]);
  });

  test("a link with a nonce costs nothing and signs nobody in", async () => {
    await site.clerk.clearRequests();
    for (let turn = 0; turn < 50; turn += 1) {
      const opened = await site.fetch(`/?__clerk_handshake_nonce=n${turn}`, { headers: DOCUMENT });
      expect([opened.status, opened.headers.getSetCookie()]).toEqual([200, []]);
    }
    expect(await site.clerk.requests()).toEqual([]);
  });
});

describe("at a development instance", () => {
  let site: Site;
  let signedIn: Record<string, string>;
  let suffix: string;
  beforeAll(async () => {
    site = await startSite({ keys: "test" });
    const session = await site.clerk.sessionFor({ userId: ADA.id, orgId: ACME.id });
    signedIn = session.cookies;
    suffix = session.suffix;
  });
  afterAll(() => site.dispose());

  test("a handshake signs in by its address", async () => {
    const browser = Object.entries(signedIn).filter(([name]) => name.startsWith("__clerk_db_jwt"));
    const headers = { ...DOCUMENT, cookie: cookieHeader(Object.fromEntries(browser)) };
    const response = await site.fetch(`${PAGE}?__clerk_handshake=${await handshakeOf(site)}`, { headers });
    expect([response.status, response.headers.get("location")]).toEqual([307, `${site.origin}${PAGE}`]);
    expect(sessionCookies(response)).toHaveLength(2);
  });

  test("a form that is sent to a handshake's address is sent nowhere else", async () => {
    const signedOut = await site.clerk.mint({ handshake: ["__session=; Path=/; Max-Age=0"] });
    const headers = { cookie: cookieHeader(signedIn) };
    const path = `/orgs/acme/dashboard?__clerk_handshake=${signedOut}`;
    const response = await postForm(site, path, { headers, fields: { org: ACME.id, title: "x" } });
    // By GET alone: a 307 would have the browser send the form once more.
    expect([response.status, response.headers.get("location")]).toEqual([
      303,
      `${site.origin}/orgs/acme/dashboard`,
    ]);
  });

  test.each([
    "__clerk_redirect_url=https%3A%2F%2Fevil.example%2Fx",
    "__clerk_redirect_url=garbage",
    "__clerk%5Fredirect_url=https%3A%2F%2Fevil.example%2Fx",
    "__clerk_handshake=garbage",
    "__clerk_handshake=e30.e30.AA",
    "__clerk_handshake=eyJhbGciOiJSUzI1NiJ9.eyJoYW5kc2hha2UiOltdfQ.AA",
    "__clerk_handshake=eyJhbGciOiJSUzI1NiJ9.bnVsbA.AA",
    "__clerk_handshake_nonce=garbage",
    "__clerk_db_jwt=garbage",
    "__clerk_synced=false",
  ])("?%s breaks nothing, leads nowhere else and gives no token away", async (query) => {
    const callers = [signedIn, {}, { ...signedIn, __clerk_handshake: query.split("=")[1] ?? "" }];
    for (const path of ["/", "//evil.example/", PAGE]) {
      for (const caller of callers) {
        const headers: Headers = { ...DOCUMENT, cookie: cookieHeader(caller) };
        const response = await site.fetch(`${path}?${query}`, { headers });
        expect(response.status, path).toBeLessThan(500);
        const location = new URL(response.headers.get("location") ?? "/", `${site.origin}${path}`);
        expect(location.origin, path).toBe(site.origin);
        const isHandshake = location.pathname === "/__clerk/v1/client/handshake";
        if (!isHandshake) expect(location.href, path).not.toContain(signedIn[`__clerk_db_jwt_${suffix}`]);
      }
    }
  });
});

describe("what anybody can make up costs at most what the limit by address allows", () => {
  const CLERK_CALLS = { limit: 10, periodMs: 10_000 };
  const TURNS = 40;
  let site: Site;
  beforeAll(async () => void (site = await startSite({ keys: "test", clerkCallLimit: CLERK_CALLS.limit })));
  afterAll(() => site.dispose());

  async function flood(from: string, headersOf: (turn: number) => Headers, query = "") {
    await site.clerk.clearRequests();
    const sinceMs = Date.now();
    const answers = [];
    for (let turn = 0; turn < TURNS; turn += 1) {
      const headers = { ...DOCUMENT, ...headersOf(turn), "cf-connecting-ip": from };
      const { status, headers: answered } = await site.fetch(`/profile${query}`, { headers });
      answers.push({ status, retryAfter: answered.get("retry-after") });
    }
    const most = mostLetThrough(CLERK_CALLS, sinceMs);
    return { answers, calls: (await site.clerk.requests()).length, most };
  }

  test.each([
    ["a nonce in a cookie", "__clerk_handshake_nonce=made-up", ""],
    ["a nonce in a cookie with a blank", "__clerk_handshake_nonce =made-up", ""],
    ["a nonce in the address, encoded", "a=1", "?__clerk_handshake%5Fnonce=made-up"],
  ])("%s", async (what, cookie, query) => {
    const { answers, calls, most } = await flood(what.length.toString(), () => ({ cookie }), query);
    expect(calls).toBeGreaterThan(0);
    expect(calls).toBeLessThanOrEqual(most);
    expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(TURNS - most);
    expect(answers.filter(({ status, retryAfter }) => status === 429 && retryAfter !== "10")).toEqual([]);
  });

  test("a refresh token beside an expired bearer token, which costs nothing at all", async () => {
    const { token, suffix } = await site.clerk.sessionFor({ userId: ADA.id, ageSeconds: 600 });
    const { calls } = await flood("bearer", (turn) => ({
      authorization: `Bearer ${token}`,
      cookie: `__refresh_${suffix}=made-up-${turn}`,
    }));
    expect(calls).toBe(0);
  });
});
