import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import {
  breakDown,
  browserOf,
  DASHBOARD,
  expiredBrowser,
  FAILURES,
  send,
  wayOn,
} from "#test/support/outages.ts";
import { ACME } from "#test/support/people.ts";
import { DOCUMENT, visit, type Headers } from "#test/support/requests.ts";
import { startSite, type Keys, type Site } from "#test/support/site.ts";

const HANDSHAKE = "/__clerk/v1/client/handshake";
/** What clerk-js sends. */
const CALL: Headers = { accept: "*/*", "sec-fetch-dest": "empty", "sec-fetch-site": "same-origin" };
/** A link on another site. */
const LINK: Headers = {
  ...DOCUMENT,
  referer: "https://elsewhere.example/list",
  "sec-fetch-site": "cross-site",
};

describe.each<Keys>(["live", "test"])("with pk_%s keys and the Frontend API", (keys) => {
  let site: Site;
  beforeAll(async () => {
    site = await startSite({ keys });
    await loadTables(site.database, seedRows({ organizations: 2, tasks: 24 }), () => {});
  });
  afterEach(() => site.clerk.reset());
  afterAll(() => site.dispose());

  const breakIt = (kind: (typeof FAILURES)[number]) => breakDown(site, { api: "frontend", kind });

  async function wayOnFrom(address: string): Promise<string> {
    const path = `${HANDSHAKE}?format=nonce&redirect_url=${encodeURIComponent(address)}`;
    return wayOn(await site.fetch(path, { headers: DOCUMENT }));
  }

  describe.each(FAILURES)("broken (%s)", (kind) => {
    test("a good token opens every page, from a link elsewhere too, and costs no call", async () => {
      const jar = await browserOf(site);
      await breakIt(kind);
      for (const headers of [DOCUMENT, LINK]) {
        for (const path of ["/", "/dashboard", "/me/session", DASHBOARD]) {
          const response = await site.fetch(path, { headers: { ...headers, cookie: jar.header } });
          expect(response.status, path).toBe(200);
        }
      }
      const fields = { org: ACME.id, act: "create", title: "Typed" };
      expect((await send(site, jar, fields)).status).toBe(303);
      expect(await site.clerk.requests()).toEqual([]);
    });

    test("an expired token is renewed by its refresh cookie", async () => {
      const jar = await browserOf(site, { ageSeconds: 90 });
      await breakIt(kind);
      const { response, passed } = await visit(site, DASHBOARD, jar);
      expect([response.status, passed]).toEqual([200, []]);
    });

    test("an expired token without one ends at our own page, and goes on from there later", async () => {
      const jar = await expiredBrowser(site);
      await breakIt(kind);
      const { response, passed } = await visit(site, `${DASHBOARD}?tab=2`, jar);
      expect(passed).toHaveLength(1);
      const path = await wayOn(response);
      expect(path).toBe(`${DASHBOARD}?tab=2`);
      await site.clerk.fault(null);
      const later = await visit(site, path, jar);
      expect(later.response.status).toBe(200);
      expect(later.passed.length).toBeLessThanOrEqual(3);
    });

    test("the way on from there is a path of the site, whatever the address says", async () => {
      await breakIt(kind);
      expect(await wayOnFrom(`${site.origin}/me?a=1&b="><script>`)).toBe("/me?a=1&amp;b=%22%3E%3Cscript%3E");
      for (const address of [
        "https://evil.example/orgs/acme",
        "//evil.example/",
        "javascript:alert(1)",
        `${site.origin}.evil.example/`,
        `${site.origin}@evil.example/`,
        "\\\\evil.example",
        "",
      ]) {
        expect(await wayOnFrom(address), address).toBe("/");
      }
      for (const address of [`${site.origin}//evil.example/x`, `${site.origin}/\\evil.example/x`]) {
        expect(await wayOnFrom(address), address).toBe("/evil.example/x");
      }
    });
  });

  test.each(["down", "error-500", "html-503", "rate-limited"] as const)(
    "broken (%s) is told to clerk-js in Clerk's own words",
    async (kind) => {
      await breakIt(kind);
      const calls = [
        await site.fetch("/__clerk/v1/client", { headers: CALL }),
        await site.fetch("/__clerk/v1/client/sessions/sess_x/tokens", {
          method: "POST",
          headers: { ...CALL, origin: site.origin },
        }),
      ];
      for (const response of calls) {
        expect(response.status).toBe({ "error-500": 500, "rate-limited": 429 }[kind as string] ?? 503);
        expect(response.headers.get("content-type")).toContain("application/json");
        expect(response.headers.get("cache-control")).toBe("private, no-store");
        if (kind !== "error-500") expect(response.headers.get("retry-after")).toMatch(/^\d+$/);
        expect(await response.json()).toMatchObject({
          errors: [{ code: expect.any(String), message: expect.any(String) }],
        });
      }
    },
  );
});
