import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import {
  backendCalls,
  breakDown,
  browserOf,
  DASHBOARD,
  expiredBrowser,
  open,
  send,
  wayOn,
} from "#test/support/outages.ts";
import { ACME, GLOBEX } from "#test/support/people.ts";
import { visit, type CookieJar, type Headers } from "#test/support/requests.ts";
import { startSite, type Keys, type Site } from "#test/support/site.ts";

const NONCE = "__clerk_handshake_nonce";
const TYPED = { act: "create", title: "Typed in an outage" };
/** What clerk-js sends. */
const CALL: Headers = { accept: "*/*", "sec-fetch-dest": "empty", "sec-fetch-site": "same-origin" };
/** The deadline of three seconds, and a machine that is busy. */
const MOST_MS = 4000;

/** The site, and how long its slowest answer took. */
function watch(site: Site): { readonly watched: Site; readonly slowestMs: () => number } {
  let slowestMs = 0;
  const fetch: Site["fetch"] = async (path, init) => {
    const startedAtMs = performance.now();
    const response = await site.fetch(path, init);
    slowestMs = Math.max(slowestMs, performance.now() - startedAtMs);
    return response;
  };
  return { watched: { ...site, fetch }, slowestMs: () => slowestMs };
}

async function besideNonce(site: Site): Promise<CookieJar> {
  const jar = await browserOf(site);
  jar.set(NONCE, "made-up");
  return jar;
}

describe.each<Keys>(["live", "test"])("with pk_%s keys and the", (keys) => {
  let site: Site;
  beforeAll(async () => {
    site = await startSite({ keys });
    await loadTables(site.database, seedRows({ organizations: 2, tasks: 24 }), () => {});
  });
  afterEach(() => site.clerk.reset());
  afterAll(() => site.dispose());

  test("Backend API slow, everything is answered, only later", async () => {
    const browsers = [
      await browserOf(site, { ageSeconds: 90 }),
      await expiredBrowser(site),
      await besideNonce(site),
    ];
    await breakDown(site, { api: "backend", kind: "slow" });
    for (const jar of browsers) {
      const { response } = await visit(site, DASHBOARD, jar);
      expect(response.status).toBe(200);
      expect(await response.text()).toContain("Acme</h1>");
      expect((await open(site, "/profile", jar)).status).toBe(200);
    }
  });

  test("Backend API silent, every answer comes within the deadline and says what is the matter", async () => {
    const { watched, slowestMs } = watch(site);
    const good = await browserOf(site);
    const [beside, form] = [await besideNonce(site), await besideNonce(site)];
    const [renewable, late] = [await browserOf(site, { ageSeconds: 90 }), await expiredBrowser(site)];
    await breakDown(site, { api: "backend", kind: "hang" });
    expect((await visit(watched, DASHBOARD, good)).response.status).toBe(200);
    expect(await backendCalls(site)).toEqual([]);

    const unavailable = async (jar: CookieJar) => {
      const { response, passed } = await visit(watched, DASHBOARD, jar);
      return { on: await wayOn(response), redirects: passed.length };
    };
    // Bodies are read at once: one that nobody reads for seconds is let go.
    const answers = await Promise.all([
      visit(watched, DASHBOARD, beside).then(({ response }) => response.status),
      unavailable(renewable),
      unavailable(late),
      visit(watched, "/profile", good).then(({ response }) => response.text()),
      send(watched, good, { ...TYPED, org: GLOBEX.id }).then(({ status }) => status),
      send(watched, form, { ...TYPED, org: ACME.id }).then(({ status }) => status),
    ]);
    const unread = expect.stringContaining("Your profile cannot be read right now.");
    const afterHandshake = { on: DASHBOARD, redirects: 2 };
    expect(answers).toEqual([200, afterHandshake, afterHandshake, unread, 409, 303]);
    expect(slowestMs()).toBeLessThan(MOST_MS);

    await site.clerk.fault(null);
    for (const jar of [renewable, late]) {
      expect((await visit(site, DASHBOARD, jar)).response.status).toBe(200);
    }
  });

  test("Frontend API slow, everything is answered, only later", async () => {
    const jar = await expiredBrowser(site);
    await breakDown(site, { api: "frontend", kind: "slow" });
    expect((await visit(site, DASHBOARD, jar)).response.status).toBe(200);
    expect((await site.fetch("/__clerk/v1/environment", { headers: CALL })).status).toBe(200);
  });

  test("Frontend API silent, every answer comes within the deadline and says what is the matter", async () => {
    const { watched, slowestMs } = watch(site);
    const [good, late] = [await browserOf(site), await expiredBrowser(site)];
    await breakDown(site, { api: "frontend", kind: "hang" });
    const answers = await Promise.all([
      visit(watched, DASHBOARD, good).then(({ response }) => response.status),
      visit(watched, DASHBOARD, late).then(({ response }) => wayOn(response)),
      watched.fetch("/__clerk/v1/client", { headers: CALL }).then((response) => response.json()),
    ]);
    const said = { errors: [expect.objectContaining({ code: "service_unavailable" })] };
    expect(answers).toEqual([200, DASHBOARD, said]);
    expect(slowestMs()).toBeLessThan(MOST_MS);
    await site.clerk.fault(null);
    expect((await visit(site, DASHBOARD, late)).response.status).toBe(200);
  });
});
