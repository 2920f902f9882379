import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { ACME, ADA, GLOBEX, MILO, NORA } from "#test/support/people.ts";
import {
  asPerson,
  CookieJar,
  DOCUMENT,
  postForm,
  visit,
  withoutRefresh,
  type Headers,
} from "#test/support/requests.ts";
import { startSite, type Site } from "#test/support/site.ts";
import { addTask, allTasks, taskById } from "#test/support/tasks.ts";

const DASHBOARD = "/orgs/acme/dashboard";
const TYPED = { act: "create", title: "Öl & <Brot> kaufen", description: "Zeile 1\r\nZeile 2" };

let site: Site;

beforeAll(async () => {
  site = await startSite();
  await loadTables(site.database, seedRows({ organizations: 2, tasks: 24 }), () => {});
});
afterAll(() => site.dispose());

const keptRows = async () =>
  (await site.database.prepare("select * from kept_forms").all<{ user_id: string; sealed: string }>())
    .results;

/** A browser whose token ended `ageSeconds - 60` ago and that no server refresh can help. */
async function expiredJar(userId: string, ageSeconds = 90): Promise<CookieJar> {
  const { cookies } = await site.clerk.sessionFor({ userId, orgId: ACME.id, ageSeconds });
  return new CookieJar(withoutRefresh(cookies));
}

async function send(jar: CookieJar, fields: Headers, path = DASHBOARD) {
  const response = await postForm(site, path, {
    headers: { ...DOCUMENT, cookie: jar.header },
    fields: { org: ACME.id, ...fields },
  });
  jar.store(response.headers.getSetCookie());
  return response;
}

describe("a form that is sent after its token has expired", () => {
  test("waits for the session to be renewed, is shown again as it was typed, and is then sent", async () => {
    const jar = await expiredJar(ADA.id);
    const before = await allTasks(site.database);
    const response = await send(jar, TYPED);
    expect([response.status, response.headers.get("location")]).toEqual([303, `${DASHBOARD}?kept=1`]);
    expect(await allTasks(site.database)).toBe(before);

    const shown = await visit(site, `${DASHBOARD}?kept=1`, jar);
    const html = await shown.response.text();
    expect([shown.response.status, shown.passed.length], html).toEqual([200, 2]);
    expect(html).toContain("Nothing is saved yet");
    expect(html).toContain('value="Öl &amp; <Brot> kaufen"');
    expect(html).toMatch(/Zeile 1\r?\nZeile 2<\/textarea>/);
    const again = await visit(site, `${DASHBOARD}?kept=1`, jar);
    expect(await again.response.text()).toContain("kaufen");

    expect((await send(jar, TYPED)).headers.get("location")).toBe(`${DASHBOARD}?notice=added`);
    expect(await keptRows()).toEqual([]);
    expect(jar.get("__Host-kept-form")).toBeUndefined();
    const after = await visit(site, `${DASHBOARD}?kept=1`, jar);
    expect(await after.response.text()).toContain("could not be kept");
  });

  test("is stored so that neither the database nor a cookie alone can read it", async () => {
    const jar = await expiredJar(MILO.id);
    const response = await send(jar, { ...TYPED, title: "A secret plan" });
    const row = (await keptRows()).find(({ user_id: userId }) => userId === MILO.id);
    expect(row).toBeDefined();
    expect(atob(row?.sealed ?? "")).not.toContain("secret");
    expect(response.headers.getSetCookie().join()).toMatch(
      /__Host-kept-form=[\w-]{43}; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax/,
    );
  });

  test("is not shown to another person, in another browser, or altered", async () => {
    const jar = await expiredJar(MILO.id);
    await send(jar, { ...TYPED, title: "Only mine" });
    const key = jar.get("__Host-kept-form") ?? "";
    const lookAs = async (userId: string, browserKey: string) => {
      const { cookies } = await site.clerk.sessionFor({ userId, orgId: ACME.id });
      const page = await visit(
        site,
        `${DASHBOARD}?kept=1`,
        new CookieJar({ ...cookies, "__Host-kept-form": browserKey }),
      );
      return page.response.text();
    };
    expect(await lookAs(MILO.id, key)).toContain("Only mine");
    expect(await lookAs(ADA.id, key)).not.toContain("Only mine");
    expect(await lookAs(MILO.id, `${key.slice(0, -1)}${key.endsWith("A") ? "E" : "A"}`)).not.toContain(
      "Only mine",
    );
    await site.database.prepare("delete from kept_forms where user_id = ?").bind(ADA.id).run();
    // Another person's row under this person's name.
    await site.database
      .prepare("update kept_forms set user_id = ? where user_id = ?")
      .bind(ADA.id, MILO.id)
      .run();
    expect(await lookAs(ADA.id, key)).not.toContain("Only mine");
  });

  test("is one per person, and is gone after ten minutes", async () => {
    const jar = await expiredJar(MILO.id);
    await send(jar, { ...TYPED, title: "First" });
    await send(jar, { ...TYPED, title: "Second" });
    const own = (await keptRows()).filter(({ user_id: userId }) => userId === MILO.id);
    expect(own).toHaveLength(1);
    expect(await (await visit(site, `${DASHBOARD}?kept=1`, jar)).response.text()).toContain('value="Second"');
    await site.database
      .prepare("update kept_forms set expires_at_ms = ?")
      .bind(Date.now() - 1)
      .run();
    const late = await (await visit(site, `${DASHBOARD}?kept=1`, jar)).response.text();
    expect(late).not.toContain("Second");
    expect(late).toContain("could not be kept");
    await send(await expiredJar(ADA.id), TYPED);
    expect((await keptRows()).map(({ user_id: userId }) => userId)).toEqual([ADA.id]);
  });

  test("keeps the version it was shown with, so that a change in between is noticed", async () => {
    const task = await addTask(site.database, { title: "Before" });
    const path = `/orgs/acme/tasks/${task}`;
    const jar = await expiredJar(MILO.id);
    const fields = {
      act: "edit",
      task,
      version: "1",
      title: "After",
      description: "",
      assignee: "",
      due: "",
    };
    expect((await send(jar, fields, path)).headers.get("location")).toBe(`${path}?kept=1`);
    const shown = await (await visit(site, `${path}?kept=1`, jar)).response.text();
    expect(shown).toContain('value="After"');
    expect((await send(jar, fields, path)).status).toBe(303);
    expect(await taskById(site.database, task)).toMatchObject({ title: "After", version: 2 });
  });

  test("and was only a button is asked for again, after the session has been renewed", async () => {
    const task = await addTask(site.database, {});
    const jar = await expiredJar(ADA.id);
    const response = await send(jar, { act: "complete", task, version: "1" });
    expect(response.headers.get("location")).toBe(`${DASHBOARD}?notice=expired`);
    const page = await visit(site, `${DASHBOARD}?notice=expired`, jar);
    expect(await page.response.text()).toContain("that was not done");
    expect(await taskById(site.database, task)).toMatchObject({ status: "todo" });
  });

  test("is shown back at once when it is too long to keep or its token proves nothing", async () => {
    const long = await send(await expiredJar(ADA.id), { ...TYPED, description: "ü".repeat(20_000) });
    expect(long.status).toBe(401);
    expect(await long.text()).toContain("ü".repeat(20_000));

    const jar = await expiredJar(ADA.id);
    const forged = (jar.get("__session") ?? "").replace(/\.[^.]+$/, ".AAAA");
    const suffix = (await site.clerk.sessionFor({ userId: ADA.id })).suffix;
    const forger = new CookieJar({ __session: forged, __client_uat: "1", [`__client_uat_${suffix}`]: "1" });
    const kept = await keptRows();
    const response = await send(forger, TYPED);
    const html = await response.text();
    expect(response.status).toBe(401);
    expect(html).toContain("You are signed out");
    expect(html).toContain("Öl &amp; &lt;Brot&gt; kaufen");
    expect(html).toContain('name="title" value="Öl &amp; <Brot> kaufen"');
    expect(await keptRows()).toEqual(kept);
  });

  test("of nobody at all is shown back, and only a button leads to sign in", async () => {
    const before = await allTasks(site.database);
    const nobody = new CookieJar();
    expect((await send(nobody, TYPED)).status).toBe(401);
    const button = await send(nobody, { act: "complete" });
    expect(button.status).toBe(303);
    expect(button.headers.get("location")).toMatch(/^\/sign-in\?redirect_url=/);
    expect(await allTasks(site.database)).toBe(before);
  });
});

describe("a form of another organization than the active one", () => {
  test("is refused with 409 wherever it is sent, and nothing is written", async () => {
    const ada = await asPerson(site, { userId: ADA.id, orgId: ACME.id });
    const before = await allTasks(site.database);
    for (const path of [DASHBOARD, "/orgs/globex/dashboard", "/orgs/nowhere/dashboard"]) {
      for (const org of [GLOBEX.id, "org_nowhere", ""]) {
        const response = await postForm(site, path, { headers: ada, fields: { ...TYPED, org } });
        const html = await response.text();
        expect(response.status).toBe(409);
        expect(html).toContain("Öl &amp; &lt;Brot&gt; kaufen");
        expect(html).toContain("<strong>Acme</strong> is active");
      }
    }
    expect(await allTasks(site.database)).toBe(before);
  });

  test("names its organization to a member of it, and leads back there with what was typed", async () => {
    const { cookies } = await site.clerk.sessionFor({ userId: ADA.id, orgId: GLOBEX.id });
    const jar = new CookieJar(cookies);
    const response = await send(jar, TYPED);
    const html = await response.text();
    expect(html).toContain("<strong>Globex</strong> is active");
    expect(html).toContain("The form was for <strong>Acme</strong>");
    const back = /href="([^"]+)">\s*Back to Acme/.exec(html)?.[1] ?? "";
    expect(back).toBe(`${DASHBOARD}?kept=1`);
    const shown = await (await visit(site, back, jar)).response.text();
    expect(shown).toContain("Acme</h1>");
    expect(shown).toContain('value="Öl &amp; <Brot> kaufen"');
  });

  test("does not name it to anybody else: a foreign and an unknown one are answered alike", async () => {
    const milo = await asPerson(site, { userId: MILO.id, orgId: ACME.id });
    const [foreign, unknown] = await Promise.all(
      [GLOBEX.id, "org_2zzzzzzzzzzzzzzzzzzzzzzzzzz"].map(async (org) => {
        const response = await postForm(site, DASHBOARD, { headers: milo, fields: { ...TYPED, org } });
        return response.text();
      }),
    );
    expect(foreign).not.toContain("Globex");
    expect(main(foreign)).toBe(main(unknown));
  });

  test("is kept from a person who has no organization active", async () => {
    const nora = await asPerson(site, { userId: NORA.id, orgId: null });
    const response = await postForm(site, DASHBOARD, { headers: nora, fields: { ...TYPED, org: ACME.id } });
    const html = await response.text();
    expect(response.status).toBe(409);
    expect(html).toContain("No organization is active now");
    expect(html).not.toContain("Acme");
  });
});

function main(html: string | undefined): string {
  return /<main[^]*<\/main>/.exec(html ?? "")?.[0] ?? "";
}
