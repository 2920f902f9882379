import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PUBLIC_KEY_PEMS } from "#clerk-local/tokens/signing-key.ts";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { ACME, ADA } from "#test/support/people.ts";
import { CookieJar, DOCUMENT, postForm, visit, withoutRefresh } from "#test/support/requests.ts";
import { startSite, type Site } from "#test/support/site.ts";
import { allTasks } from "#test/support/tasks.ts";

const DASHBOARD = "/orgs/acme/dashboard";
const TYPED = { org: ACME.id, act: "create", title: "Öl & <Brot> kaufen", description: "Zeile 1" };
const AGES = [0, 90];

/*
 * The instance has a second key. Before that, people signed in whose tokens carry the first one. How a document
 * fares is in redirect-automaton.ts; here it is about forms.
 */
let before: Site;
let after: Site;

beforeAll(async () => {
  [before, after] = await Promise.all([
    startSite({ jwtKey: PUBLIC_KEY_PEMS.first }),
    startSite({ jwtKey: PUBLIC_KEY_PEMS.second }),
  ]);
  for (const site of [before, after]) {
    await loadTables(site.database, seedRows({ organizations: 2, tasks: 24 }), () => {});
  }
});
afterAll(() => Promise.all([before.dispose(), after.dispose()]));

/** Ada's browser after she signed in with the first key, and the instance after it got its second. */
async function adaOfTheOldKey(ageSeconds: number): Promise<CookieJar> {
  await after.clerk.reset();
  const { cookies } = await after.clerk.sessionFor({ userId: ADA.id, orgId: ACME.id, ageSeconds });
  await after.clerk.rotateKey();
  await after.clerk.clearRequests();
  return new CookieJar(cookies);
}

function send(site: Site, jar: CookieJar, fields: Record<string, string>) {
  return postForm(site, DASHBOARD, { headers: { ...DOCUMENT, cookie: jar.header }, fields });
}

async function keptForms(site: Site) {
  const { results } = await site.database
    .prepare("select * from kept_forms")
    .all<Record<string, string | number>>();
  return results;
}

/** The fields of the form that a page sends again. */
function hiddenFields(html: string): Record<string, string> {
  const fields = html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g);
  return Object.fromEntries(
    Array.from(fields, ([, name = "", value = ""]) => [name, value.replaceAll("&amp;", "&")]),
  );
}

describe("after the site got the instance's new key, a form", () => {
  test.each(AGES)(
    "with a token of the old one, %i seconds old, is shown back and kept nowhere",
    async (age) => {
      const jar = await adaOfTheOldKey(age);
      const tasks = await allTasks(after.database);
      const response = await send(after, jar, TYPED);
      const html = await response.text();
      expect(response.status, html).toBe(401);
      expect(html).toContain("You are signed out</h1>");
      expect(html).toContain("Öl &amp; &lt;Brot&gt; kaufen");
      expect(hiddenFields(html)).toEqual(TYPED);
      expect(await keptForms(after)).toEqual([]);
      expect(await allTasks(after.database)).toBe(tasks);
      expect(await after.clerk.requests()).toEqual([]);
    },
  );

  test("is sent from that page once its person has signed in again", async () => {
    const shown = await send(after, await adaOfTheOldKey(0), TYPED);
    const { cookies } = await after.clerk.sessionFor({ userId: ADA.id, orgId: ACME.id });
    const again = await send(after, new CookieJar(cookies), hiddenFields(await shown.text()));
    expect([again.status, again.headers.get("location")]).toEqual([303, `${DASHBOARD}?notice=added`]);
    expect(await allTasks(after.database)).toContain(TYPED.title);
  });

  test.each(AGES)("that was only a button leads to sign in, with a token %i seconds old", async (age) => {
    const response = await send(after, await adaOfTheOldKey(age), { org: ACME.id, act: "complete" });
    expect(response.status).toBe(303);
    expect(response.headers.get("location")).toBe(`/sign-in?redirect_url=${encodeURIComponent(DASHBOARD)}`);
  });

  test("that was kept before is shown filled in", async () => {
    const { cookies } = await before.clerk.sessionFor({ userId: ADA.id, orgId: ACME.id, ageSeconds: 90 });
    const response = await send(before, new CookieJar(withoutRefresh(cookies)), TYPED);
    expect(response.headers.get("location")).toBe(`${DASHBOARD}?kept=1`);
    const [kept = {}] = await keptForms(before);
    const columns = Object.keys(kept);
    await after.database
      .prepare(`insert into kept_forms (${columns.join()}) values (${columns.map(() => "?").join()})`)
      .bind(...Object.values(kept))
      .run();

    await adaOfTheOldKey(0);
    const renewed = await after.clerk.sessionFor({ userId: ADA.id, orgId: ACME.id });
    const jar = new CookieJar(renewed.cookies);
    jar.store(response.headers.getSetCookie());
    const shown = await visit(after, `${DASHBOARD}?kept=1`, jar);
    const html = await shown.response.text();
    expect([shown.response.status, shown.passed], html).toEqual([200, []]);
    expect(html).toContain('value="Öl &amp; <Brot> kaufen"');
  });
});

describe("before the site got the instance's new key, a form", () => {
  test("with a token of the new one is shown back as well", async () => {
    await before.clerk.rotateKey();
    const { cookies } = await before.clerk.sessionFor({ userId: ADA.id, orgId: ACME.id });
    const response = await send(before, new CookieJar(cookies), TYPED);
    expect(response.status).toBe(401);
    expect(hiddenFields(await response.text())).toEqual(TYPED);
  });
});
