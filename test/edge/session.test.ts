import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { ACME, ADA, GLOBEX, MILO } from "#test/support/people.ts";
import { cookieHeader, CookieJar, DOCUMENT, visit, withoutRefresh } from "#test/support/requests.ts";
import { startSite, type Keys, type Site } from "#test/support/site.ts";

const DASHBOARD = "/orgs/acme/dashboard";

describe.each<Keys>(["live", "test"])("with pk_%s keys, a session", (keys) => {
  let site: Site;
  beforeAll(async () => {
    site = await startSite({ keys });
    await loadTables(site.database, seedRows({ organizations: 2, tasks: 24 }), () => {});
  });
  afterAll(() => site.dispose());

  const session = (ageSeconds: number, orgId = ACME.id, userId = ADA.id) =>
    site.clerk.sessionFor({ userId, orgId, ageSeconds });

  async function callsToClerk() {
    const requests = await site.clerk.requests();
    return requests.map(({ api, path }) => `${api} ${path}`);
  }

  test("that is fresh opens the page at once, without a call to either of Clerk's APIs", async () => {
    const { cookies } = await session(0);
    await site.clerk.clearRequests();
    const { response, passed } = await visit(site, DASHBOARD, new CookieJar(cookies));
    expect([response.status, passed]).toEqual([200, []]);
    expect(await callsToClerk()).toEqual([]);
  });

  test("that has expired is handed to the Frontend API and comes back to the page", async () => {
    const { cookies } = await session(3600);
    // Without the refresh cookie, by which the server would renew it without a redirect.
    const jar = new CookieJar(withoutRefresh(cookies));
    const first = await site.fetch(DASHBOARD, { headers: { ...DOCUMENT, cookie: jar.header } });
    expect(first.status).toBe(307);
    const location = new URL(first.headers.get("location") ?? "");
    expect(`${location.origin}${location.pathname}`).toBe(`${site.origin}/__clerk/v1/client/handshake`);
    expect(location.searchParams.get("redirect_url")).toBe(`${site.origin}${DASHBOARD}`);
    expect(location.searchParams.get("__clerk_hs_reason")).toMatch(/^session-token-expired/);
    expect(first.headers.get("cache-control")).toContain("no-store");

    const { response } = await visit(site, DASHBOARD, jar);
    const html = await response.text();
    expect(response.status, html).toBe(200);
    expect(html).toContain("Acme</h1>");
    expect(jar.get("__session")).not.toBe(cookies["__session"]);

    await site.clerk.clearRequests();
    expect((await visit(site, DASHBOARD, jar)).passed).toEqual([]);
    expect(await callsToClerk()).toEqual([]);
  });

  test("that has expired is renewed in one call by its refresh cookie", async () => {
    const { cookies, sessionId } = await session(3600);
    await site.clerk.clearRequests();
    const jar = new CookieJar(cookies);
    const { response, passed } = await visit(site, DASHBOARD, jar);
    expect([response.status, passed]).toEqual([200, []]);
    expect(await callsToClerk()).toEqual([`backend /v1/sessions/${sessionId}/refresh`]);
    expect(jar.get("__session")).not.toBe(cookies["__session"]);
  });

  test("keeps what a handshake set when the page itself redirects", async () => {
    const { cookies } = await session(3600);
    const jar = new CookieJar(withoutRefresh(cookies));
    const { response, passed } = await visit(site, "/orgs/acme", jar);
    expect(response.status).toBe(200);
    expect(passed.at(-1)).toBe(DASHBOARD);
    expect(passed.filter((path) => path.startsWith("/__clerk"))).toHaveLength(1);
  });

  test("in another organization is switched on the server before the page renders", async () => {
    const { cookies } = await session(0, GLOBEX.id);
    const { response } = await visit(site, DASHBOARD, new CookieJar(cookies));
    const html = await response.text();
    expect(html).toContain("Acme</h1>");
    expect(html).toMatch(/Your role: <strong[^>]*>Admin</);
  });

  test("asking for an organization that is not its person's ends at its own, with the notice", async () => {
    for (const slug of ["globex", "nowhere"]) {
      const { cookies } = await session(0, ACME.id, MILO.id);
      const { response } = await visit(site, `/orgs/${slug}/dashboard`, new CookieJar(cookies));
      const html = await response.text();
      expect(html).toContain("Acme</h1>");
      expect(html).toContain("That organization is not there, or you are not a member of it.");
    }
  });

  test("that waits for an organization to be chosen is led to /me, without a loop", async () => {
    const { cookies } = await site.clerk.sessionFor({ userId: ADA.id, status: "pending" });
    const { response, passed } = await visit(site, DASHBOARD, new CookieJar(cookies));
    expect([response.status, passed.at(-1)]).toEqual([200, "/me"]);
  });

  test("whose token says anything it must not is nobody's", async () => {
    const { cookies, suffix } = await session(0);
    const wrong = [
      { iss: "https://clerk.elsewhere.example" },
      { azp: "https://evil.example" },
      { azp: null },
      { v: 1 },
      { sid: null },
      { exp: Math.floor(Date.now() / 1000) + 315_360_000 },
      { sub: "mch_1" },
    ];
    const open = async (token: string) => {
      const headers = {
        cookie: cookieHeader({ ...cookies, __session: token, [`__session_${suffix}`]: token }),
      };
      return (await site.fetch(DASHBOARD, { headers })).status;
    };
    const good = { sub: ADA.id, o: { id: ACME.id, rol: "admin", slg: "acme" } };
    expect(await open(await site.clerk.mint(good))).toBe(200);
    for (const claims of wrong) {
      expect(await open(await site.clerk.mint({ ...good, ...claims })), JSON.stringify(claims)).toBe(303);
    }
    expect(await open(await site.clerk.mint(good, { cat: "cl_B7d4PD222AAA" }))).toBe(303);
  });
});
