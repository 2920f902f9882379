import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { ACME, GLOBEX, NORA } from "#test/support/people.ts";
import { visit } from "#test/support/requests.ts";
import { startSite, type Keys, type Site } from "#test/support/site.ts";
import {
  backendCalls,
  breakDown,
  browserOf,
  DASHBOARD,
  expiredBrowser,
  FAILURES,
  open,
  send,
  wayOn,
} from "#test/support/outages.ts";
import { allTasks } from "#test/support/tasks.ts";

const NONCE = "__clerk_handshake_nonce";
const TYPED = { act: "create", title: "Typed in an outage", description: "Line" };
describe.each<Keys>(["live", "test"])("with pk_%s keys and the Backend API", (keys) => {
  let site: Site;
  beforeAll(async () => {
    site = await startSite({ keys });
    await loadTables(site.database, seedRows({ organizations: 2, tasks: 24 }), () => {});
  });
  afterEach(() => site.clerk.reset());
  afterAll(() => site.dispose());

  const breakIt = (kind: (typeof FAILURES)[number]) => breakDown(site, { api: "backend", kind });

  describe.each(FAILURES)("broken (%s)", (kind) => {
    test("a good token opens every page that needs no one else, and costs no call", async () => {
      const jar = await browserOf(site);
      await breakIt(kind);
      for (const path of ["/", "/dashboard", "/me/session", DASHBOARD]) {
        expect((await open(site, path, jar)).status, path).toBe(200);
      }
      expect((await send(site, jar, { ...TYPED, org: ACME.id })).status).toBe(303);
      expect(await backendCalls(site)).toEqual([]);
    });

    test("an expired token with its refresh cookie falls to the handshake", async () => {
      const jar = await browserOf(site, { ageSeconds: 90 });
      await breakIt(kind);
      const response = await open(site, DASHBOARD, jar);
      expect([response.status, response.headers.get("location")]).toEqual([
        307,
        expect.stringMatching(/\/__clerk\/v1\/client\/handshake\?.*session-token-expired-refresh-/),
      ]);
      expect(await backendCalls(site)).toEqual(["/v1/sessions/…/refresh"]);
    });

    test.each([0, 2.5, 9])(
      "a nonce that cannot be redeemed ends at our own page, with answers after %d s",
      async (seconds) => {
        const jar = await expiredBrowser(site, seconds);
        await breakIt(kind);
        const { response, passed } = await visit(site, `${DASHBOARD}?tab=2`, jar);
        expect(passed).toHaveLength(2);
        expect(await wayOn(response)).toBe(`${DASHBOARD}?tab=2`);
      },
    );

    test("a nonce that cannot be redeemed is forgotten where the token is good", async () => {
      const jar = await browserOf(site);
      jar.set(NONCE, "made-up");
      await breakIt(kind);
      const { response, passed } = await visit(site, DASHBOARD, jar);
      expect([response.status, passed]).toEqual([200, []]);
      expect(jar.get(NONCE)).toBeUndefined();
      expect(await backendCalls(site)).toEqual(["/v1/clients/handshake_payload"]);
    });

    test("another organization cannot be switched to, and the active one goes on", async () => {
      const jar = await browserOf(site);
      await breakIt(kind);
      const { response } = await visit(site, "/orgs/globex/dashboard", jar);
      expect(await wayOn(response)).toBe("/orgs/globex/dashboard");
      const { response: own, passed } = await visit(site, DASHBOARD, jar);
      expect([own.status, passed]).toEqual([200, []]);
    });

    test("the profile says that it cannot be read, and a new organization goes by its slug", async () => {
      const { id, slug } = await site.clerk.createOrganization({ name: `New ${kind}`, createdBy: NORA.id });
      const jar = await browserOf(site, { userId: NORA.id, orgId: id });
      await breakIt(kind);
      const profile = await open(site, "/profile", jar);
      expect(profile.status).toBe(503);
      expect(await profile.text()).toContain("Your profile cannot be read right now.");
      const dashboard = await open(site, `/orgs/${slug}/dashboard`, jar);
      expect(dashboard.status).toBe(200);
      expect(await dashboard.text()).toContain(`${slug}</h1>`);
    });

    test("a form of another organization is refused without that one's name", async () => {
      const jar = await browserOf(site);
      await breakIt(kind);
      const before = await allTasks(site.database);
      const response = await send(site, jar, { ...TYPED, org: GLOBEX.id });
      const html = await response.text();
      expect(response.status, html).toBe(409);
      expect(html).toContain("<strong>Acme</strong> is active");
      expect(html).toContain(TYPED.title);
      expect(html).not.toContain("Globex");
      expect(await allTasks(site.database)).toBe(before);
    });

    test("the same browser goes on once it works again, with what was typed in between", async () => {
      const jar = await expiredBrowser(site);
      await breakIt(kind);
      const sent = await send(site, jar, { ...TYPED, org: ACME.id });
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
});
