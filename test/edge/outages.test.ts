import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { ACME, ADA, GLOBEX, NORA } from "#test/support/people.ts";
import { CookieJar, DOCUMENT, postForm, visit, withoutRefresh } from "#test/support/requests.ts";
import { startSite, type Keys, type Site } from "#test/support/site.ts";
import { allTasks } from "#test/support/tasks.ts";
import { wayOn } from "#test/support/unavailable.ts";

const DASHBOARD = "/orgs/acme/dashboard";
const NONCE = "__clerk_handshake_nonce";
const TYPED = { act: "create", title: "Typed in an outage", description: "Line" };
/** The deadline of three seconds, and a machine that is busy. */
const MOST_MS = 4000;
const FAILURES = ["down", "error-500", "html-503", "rate-limited", "junk"] as const;

describe.each<Keys>(["live", "test"])("with pk_%s keys and the Backend API", (keys) => {
  let site: Site;
  beforeAll(async () => {
    site = await startSite({ keys });
    await loadTables(site.database, seedRows({ organizations: 2, tasks: 24 }), () => {});
  });
  afterEach(() => site.clerk.reset());
  afterAll(() => site.dispose());

  async function browser(
    { ageSeconds = 0, refresh = true, secondsPerAnswer = 0 } = {},
    who: { userId: string; orgId: string } = { userId: ADA.id, orgId: ACME.id },
  ): Promise<CookieJar> {
    const { cookies } = await site.clerk.sessionFor({ ...who, ageSeconds });
    return new CookieJar(refresh ? cookies : withoutRefresh(cookies), { secondsPerAnswer });
  }
  const expired = (secondsPerAnswer = 0) => browser({ ageSeconds: 90, refresh: false, secondsPerAnswer });

  async function breakDown(kind: (typeof FAILURES)[number] | "slow" | "hang"): Promise<void> {
    await site.clerk.fault({ api: "backend", kind, delayMs: 400 });
    await site.clerk.clearRequests();
  }

  async function backendCalls(): Promise<string[]> {
    const requests = await site.clerk.requests();
    return requests.filter(({ api }) => api === "backend").map(({ path }) => path.replace(/sess_\w+/, "…"));
  }

  const open = (path: string, jar: CookieJar) =>
    site.fetch(path, { headers: { ...DOCUMENT, cookie: jar.header } });
  const send = (jar: CookieJar, fields: Record<string, string>, to = site) =>
    postForm(to, DASHBOARD, { headers: { ...DOCUMENT, cookie: jar.header }, fields });

  describe.each(FAILURES)("broken (%s)", (kind) => {
    test("a good token opens every page that needs no one else, and costs no call", async () => {
      const jar = await browser();
      await breakDown(kind);
      for (const path of ["/", "/dashboard", "/me/session", DASHBOARD]) {
        expect((await open(path, jar)).status, path).toBe(200);
      }
      expect((await send(jar, { ...TYPED, org: ACME.id })).status).toBe(303);
      expect(await backendCalls()).toEqual([]);
    });

    test("an expired token with its refresh cookie falls to the handshake", async () => {
      const jar = await browser({ ageSeconds: 90 });
      await breakDown(kind);
      const response = await open(DASHBOARD, jar);
      expect([response.status, response.headers.get("location")]).toEqual([
        307,
        expect.stringMatching(/\/__clerk\/v1\/client\/handshake\?.*session-token-expired-refresh-/),
      ]);
      expect(await backendCalls()).toEqual(["/v1/sessions/…/refresh"]);
    });

    test.each([0, 2.5, 9])(
      "a nonce that cannot be redeemed ends at our own page, with answers after %d s",
      async (seconds) => {
        const jar = await expired(seconds);
        await breakDown(kind);
        const { response, passed } = await visit(site, `${DASHBOARD}?tab=2`, jar);
        expect(passed).toHaveLength(2);
        expect(await wayOn(response)).toBe(`${DASHBOARD}?tab=2`);
      },
    );

    test("a nonce that cannot be redeemed is forgotten where the token is good", async () => {
      const jar = await browser();
      jar.set(NONCE, "made-up");
      await breakDown(kind);
      const { response, passed } = await visit(site, DASHBOARD, jar);
      expect([response.status, passed]).toEqual([200, []]);
      expect(jar.get(NONCE)).toBeUndefined();
      expect(await backendCalls()).toEqual(["/v1/clients/handshake_payload"]);
    });

    test("another organization cannot be switched to, and the active one goes on", async () => {
      const jar = await browser();
      await breakDown(kind);
      const { response } = await visit(site, "/orgs/globex/dashboard", jar);
      expect(await wayOn(response)).toBe("/orgs/globex/dashboard");
      const { response: own, passed } = await visit(site, DASHBOARD, jar);
      expect([own.status, passed]).toEqual([200, []]);
    });

    test("the profile says that it cannot be read, and a new organization goes by its slug", async () => {
      const { id, slug } = await site.clerk.createOrganization({ name: `New ${kind}`, createdBy: NORA.id });
      const jar = await browser({}, { userId: NORA.id, orgId: id });
      await breakDown(kind);
      const profile = await open("/profile", jar);
      expect(profile.status).toBe(503);
      expect(await profile.text()).toContain("Your profile cannot be read right now.");
      const dashboard = await open(`/orgs/${slug}/dashboard`, jar);
      expect(dashboard.status).toBe(200);
      expect(await dashboard.text()).toContain(`${slug}</h1>`);
    });

    test("a form of another organization is refused without that one's name", async () => {
      const jar = await browser();
      await breakDown(kind);
      const before = await allTasks(site.database);
      const response = await send(jar, { ...TYPED, org: GLOBEX.id });
      const html = await response.text();
      expect(response.status, html).toBe(409);
      expect(html).toContain("<strong>Acme</strong> is active");
      expect(html).toContain(TYPED.title);
      expect(html).not.toContain("Globex");
      expect(await allTasks(site.database)).toBe(before);
    });

    test("the same browser goes on once it works again, with what was typed in between", async () => {
      const jar = await expired();
      await breakDown(kind);
      const sent = await send(jar, { ...TYPED, org: ACME.id });
      jar.store(sent.headers.getSetCookie(), DASHBOARD);
      const shown = await visit(site, sent.headers.get("location") ?? "", jar);
      const path = await wayOn(shown.response);
      await site.clerk.fault(null);
      const { response, passed } = await visit(site, path, jar);
      const html = await response.text();
      expect(response.status, html).toBe(200);
      expect(passed.length).toBeLessThanOrEqual(3);
      expect(html).toContain(`value="${TYPED.title}"`);
    });
  });

  test("slow: everything is answered, only later", async () => {
    const browsers = await Promise.all([browser({ ageSeconds: 90 }), expired(), browser()]);
    browsers[2].set(NONCE, "made-up");
    await breakDown("slow");
    for (const jar of browsers) {
      const { response } = await visit(site, DASHBOARD, jar);
      expect(response.status).toBe(200);
      expect(await response.text()).toContain("Acme</h1>");
    }
    expect((await open("/profile", browsers[2])).status).toBe(200);
  });

  test("silent: every answer comes within the deadline, and all of the above holds", async () => {
    const slowest = { ms: 0 };
    const watched: Site = {
      ...site,
      fetch: async (path, init) => {
        const startedAtMs = performance.now();
        const response = await site.fetch(path, init);
        slowest.ms = Math.max(slowest.ms, performance.now() - startedAtMs);
        return response;
      },
    };
    const [good, beside, renewable, late, form] = await Promise.all([
      browser(),
      browser(),
      browser({ ageSeconds: 90 }),
      expired(),
      browser(),
    ]);
    beside.set(NONCE, "made-up");
    form.set(NONCE, "made-up");
    await breakDown("hang");
    expect((await visit(watched, DASHBOARD, good)).response.status).toBe(200);
    expect(await backendCalls()).toEqual([]);
    const unavailable = async (jar: CookieJar) => wayOn((await visit(watched, DASHBOARD, jar)).response);
    const answers = await Promise.all([
      visit(watched, DASHBOARD, beside).then(({ response }) => response.status),
      unavailable(renewable),
      unavailable(late),
      visit(watched, "/profile", good).then(({ response }) => response.text()),
      send(good, { ...TYPED, org: GLOBEX.id }, watched).then(({ status }) => status),
      send(form, { ...TYPED, org: ACME.id }, watched).then(({ status }) => status),
    ]);
    const unread = expect.stringContaining("Your profile cannot be read right now.");
    expect(answers).toEqual([200, DASHBOARD, DASHBOARD, unread, 409, 303]);
    expect(slowest.ms).toBeLessThan(MOST_MS);
    await site.clerk.fault(null);
    for (const jar of [renewable, late]) {
      expect((await visit(site, DASHBOARD, jar)).response.status).toBe(200);
    }
  });
});
