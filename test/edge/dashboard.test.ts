import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newTaskId } from "#src/lib/ids.ts";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { ACME, ADA, GITA, GLOBEX, MILO, NORA } from "#test/support/people.ts";
import { asPerson, DOCUMENT, postForm, type Headers } from "#test/support/requests.ts";
import { startSite, type Site } from "#test/support/site.ts";

const CANARY = { [ACME.id]: "CNRY_acme_5f2c9d81a7e3", [GLOBEX.id]: "CNRY_globex_b04e6a1d93f7" };
const ACME_DASHBOARD = "/orgs/acme/dashboard";

let site: Site;
let ada: Headers;
let milo: Headers;

beforeAll(async () => {
  site = await startSite();
  await loadTables(site.database, seedRows({ organizations: 2, tasks: 24 }), () => {});
  for (const [orgId, title] of Object.entries(CANARY)) await addTask({ orgId, title });
  ada = await asPerson(site, { userId: ADA.id, orgId: ACME.id });
  milo = await asPerson(site, { userId: MILO.id, orgId: ACME.id });
});
afterAll(() => site.dispose());

async function addTask({ orgId = ACME.id, title = "A task", createdBy = ADA.id, createdAtMs = Date.now() }) {
  const id = newTaskId();
  await site.database
    .prepare("insert into tasks values (?, ?, ?, '', 'todo', null, null, ?, ?, ?, 1)")
    .bind(orgId, id, title, createdBy, createdAtMs, createdAtMs)
    .run();
  return id;
}

const taskById = (id: string) =>
  site.database
    .prepare("select org_id, title, status, version, assignee_id from tasks where id = ?")
    .bind(id)
    .first<{ org_id: string; title: string; status: string; version: number; assignee_id: string | null }>();

const dump = async () =>
  JSON.stringify((await site.database.prepare("select * from tasks order by id").all()).results);

describe("an organization's dashboard", () => {
  test("shows a member the organization's name, the role held there and its tasks, and no other's", async () => {
    const response = await site.fetch(ACME_DASHBOARD, { headers: ada });
    const html = await response.text();
    expect(response.status, html).toBe(200);
    expect(html).toContain("Acme</h1>");
    expect(html).toMatch(/Your role: <strong[^>]*>Admin</);
    expect(html).toContain(CANARY[ACME.id]);
    expect(html).not.toContain(CANARY[GLOBEX.id]);
    expect(html).not.toContain("Globex");
  });

  test("shows the same person, active in Globex, the other role and the other tasks", async () => {
    const headers = await asPerson(site, { userId: ADA.id, orgId: GLOBEX.id });
    const html = await (await site.fetch("/orgs/globex/dashboard", { headers })).text();
    expect(html).toMatch(/Your role: <strong[^>]*>Member</);
    expect(html).toContain(CANARY[GLOBEX.id]);
    expect(html).not.toContain(CANARY[ACME.id]);
  });

  test("costs no call to Clerk", async () => {
    await site.clerk.clearRequests();
    expect((await site.fetch(ACME_DASHBOARD, { headers: ada })).status).toBe(200);
    expect(await site.clerk.requests()).toEqual([]);
  });

  test("sends nobody to sign in, and back afterwards", async () => {
    const response = await site.fetch(`${ACME_DASHBOARD}?after=x`, { headers: DOCUMENT });
    expect(response.status).toBe(303);
    expect(response.headers.get("location")).toBe(
      `/sign-in?redirect_url=${encodeURIComponent(`${ACME_DASHBOARD}?after=x`)}`,
    );
  });

  test("sends a person who is in no organization to choose one", async () => {
    const headers = await asPerson(site, { userId: NORA.id, orgId: null });
    // Not a document request, which Clerk would first try to switch organizations with.
    const response = await site.fetch(ACME_DASHBOARD, { headers: { cookie: headers["cookie"] ?? "" } });
    expect([response.status, response.headers.get("location")]).toEqual([303, "/me?notice=organization"]);
  });

  test("answers an unknown and a foreign organization alike", async () => {
    const cookie = { cookie: milo["cookie"] ?? "" };
    const answers = await Promise.all(
      ["globex", "nowhere"].map(async (slug) => {
        const response = await site.fetch(`/orgs/${slug}/dashboard`, { headers: cookie });
        return [response.status, response.headers.get("location"), await response.text()];
      }),
    );
    expect(answers[0]).toEqual([303, `${ACME_DASHBOARD}?notice=organization`, ""]);
    expect(answers[1]).toEqual(answers[0]);
  });

  test("shows an empty organization how to begin", async () => {
    const { id, slug } = await site.clerk.createOrganization({ name: "Newborn", createdBy: NORA.id });
    const headers = await asPerson(site, { userId: NORA.id, orgId: id });
    const html = await (await site.fetch(`/orgs/${slug}/dashboard`, { headers })).text();
    expect(html).toContain("Newborn</h1>");
    expect(html).toContain("No tasks yet");
    // Read from Clerk once, and from the mirror afterwards.
    await site.clerk.clearRequests();
    expect(await (await site.fetch(`/orgs/${slug}/dashboard`, { headers })).text()).toContain("Newborn</h1>");
    expect(await site.clerk.requests()).toEqual([]);
  });

  test("pages through more tasks than fit on one", async () => {
    const { id, slug } = await site.clerk.createOrganization({ name: "Busy", createdBy: ADA.id });
    for (let turn = 0; turn < 60; turn += 1)
      await addTask({ orgId: id, title: `Task ${turn}.`, createdAtMs: turn });
    const headers = await asPerson(site, { userId: ADA.id, orgId: id });
    const first = await (await site.fetch(`/orgs/${slug}/dashboard`, { headers })).text();
    expect(first.match(/data-task=/g)).toHaveLength(50);
    expect(first.indexOf("Task 59.")).toBeLessThan(first.indexOf("Task 10."));
    const older = /href="([^"]+)" rel="next"/.exec(first)?.[1] ?? "";
    const second = await (await site.fetch(older, { headers })).text();
    expect(second.match(/data-task=/g)).toHaveLength(10);
    expect(second).not.toContain('rel="next"');
  });
});

describe("a form of the dashboard", () => {
  const form = (headers: Headers, fields: Headers, path = ACME_DASHBOARD) =>
    postForm(site, path, { headers, fields: { org: ACME.id, ...fields } });

  test("adds a task, and leads back to the list", async () => {
    const response = await form(milo, {
      act: "create",
      title: " Buy milk ",
      assignee: ADA.id,
      due: "2026-12-01",
    });
    expect([response.status, response.headers.get("location")]).toEqual([
      303,
      `${ACME_DASHBOARD}?notice=added`,
    ]);
    const html = await (await site.fetch(`${ACME_DASHBOARD}?notice=added`, { headers: milo })).text();
    expect(html).toContain("Task added.");
    expect(html).toMatch(/Buy milk[\s\S]*Ada Novak[\s\S]*Due Dec 1, 2026/);
  });

  test.each([
    [{ title: "  " }, "Write a few words."],
    [{ title: "x".repeat(201) }, "At most 200 characters."],
    [{ title: "a", due: "2026-02-30" }, "Give the day as year-month-day"],
    [{ title: "a", assignee: GITA.id }, "Choose a member of this organization."],
    [{ title: "a", assignee: "user_nobody" }, "Choose a member of this organization."],
  ])("with %j is shown again with the error and what was typed", async (typed, error) => {
    const before = await dump();
    const response = await form(milo, { act: "create", description: "kept <b>words</b>", ...typed });
    const html = await response.text();
    expect(response.status).toBe(422);
    expect(html).toContain(error);
    expect(html).toContain("kept &lt;b&gt;words&lt;/b&gt;</textarea>");
    expect(await dump()).toBe(before);
  });

  test("starts, completes and reopens a task", async () => {
    const task = await addTask({});
    for (const [at, act, status] of [
      [1, "start", "in_progress"],
      [2, "complete", "done"],
      [3, "reopen", "todo"],
    ] as const) {
      expect((await form(milo, { act, task, version: `${at}` })).status).toBe(303);
      expect(await taskById(task)).toMatchObject({ status, version: at + 1 });
    }
  });

  test("that acts on a version gone by changes nothing and says so", async () => {
    const task = await addTask({});
    await form(milo, { act: "start", task, version: "1" });
    const late = await form(ada, { act: "complete", task, version: "1" });
    expect(late.status).toBe(409);
    expect(await late.text()).toContain("Somebody changed that task");
    expect(await taskById(task)).toMatchObject({ status: "in_progress", version: 2 });
  });

  test("deletes a task of one's own, and any task for an admin", async () => {
    const own = await addTask({ createdBy: MILO.id });
    expect((await form(milo, { act: "delete", task: own, version: "1" })).status).toBe(303);
    expect(await taskById(own)).toBeNull();

    const theirs = await addTask({ createdBy: ADA.id });
    const refused = await form(milo, { act: "delete", task: theirs, version: "1" });
    expect(refused.status).toBe(403);
    expect(await taskById(theirs)).not.toBeNull();
    const miloSees = await (await site.fetch(ACME_DASHBOARD, { headers: milo })).text();
    expect(miloSees).not.toMatch(
      new RegExp(`${theirs}[^]*?value="delete"[^]*?</li>`.replace("[^]*?", "(?:(?!</li>)[^])*?")),
    );
    expect((await form(ada, { act: "delete", task: theirs, version: "1" })).status).toBe(303);
    expect(await taskById(theirs)).toBeNull();
  });

  test("for another organization's task is answered as for one that never was, and changes nothing", async () => {
    const foreign = await addTask({ orgId: GLOBEX.id });
    const before = await dump();
    for (const act of ["start", "complete", "delete"]) {
      const answers = await Promise.all(
        [foreign, newTaskId()].map(async (task) => {
          const response = await form(ada, { act, task, version: "1" });
          return [response.status, withoutRandomParts(await response.text())];
        }),
      );
      expect(answers[0]?.[0]).toBe(404);
      expect(answers[0]).toEqual(answers[1]);
    }
    expect(await dump()).toBe(before);
    const page = (id: string) => site.fetch(`/orgs/acme/tasks/${id}`, { headers: ada });
    expect((await page(foreign)).status).toBe(404);
    expect((await page(await addTask({}))).status).toBe(200);
  });

  test("rendered for another organization is refused with what was typed, before its path is looked at", async () => {
    const before = await dump();
    for (const path of [ACME_DASHBOARD, "/orgs/globex/dashboard"]) {
      const response = await form(ada, { act: "create", title: "For Globex", org: GLOBEX.id }, path);
      const html = await response.text();
      expect(response.status).toBe(409);
      expect(html).toContain("another organization");
      expect(html).toContain('value="For Globex"');
    }
    expect((await form(ada, { act: "create", title: "For nobody", org: "" })).status).toBe(409);
    expect(await dump()).toBe(before);
  });

  test("of nobody changes nothing and leads to sign in", async () => {
    const before = await dump();
    const response = await form(DOCUMENT, { act: "create", title: "x" });
    expect([response.status, response.headers.get("location")?.startsWith("/sign-in?")]).toEqual([303, true]);
    expect(await dump()).toBe(before);
  });

  test("of another site, or in another shape, is refused", async () => {
    const before = await dump();
    const send = (headers: Headers, body: string) =>
      site.fetch(ACME_DASHBOARD, {
        method: "POST",
        headers: { ...ada, "sec-fetch-site": "same-origin", ...headers },
        body,
      });
    const urlencoded = { "content-type": "application/x-www-form-urlencoded" };
    const fields = `org=${ACME.id}&act=create&title=x`;
    expect((await send({ ...urlencoded, origin: "https://evil.example" }, fields)).status).toBe(403);
    expect((await send({ "content-type": "application/json", origin: site.origin }, "{}")).status).toBe(400);
    expect(
      (await send({ ...urlencoded, origin: site.origin }, `${fields}&description=${"x".repeat(300_000)}`))
        .status,
    ).toBe(413);
    expect(await dump()).toBe(before);
  });

  test("edits a task on its own page, and shows errors with what was typed", async () => {
    const task = await addTask({ title: "Before" });
    const path = `/orgs/acme/tasks/${task}`;
    const page = await (await site.fetch(path, { headers: milo })).text();
    expect(page).toContain('value="Before"');
    const empty = await form(milo, { task, version: "1", title: "", description: "kept" }, path);
    expect(empty.status).toBe(422);
    expect(await empty.text()).toContain("kept</textarea>");
    const saved = await form(milo, { task, version: "1", title: "After", assignee: MILO.id }, path);
    expect([saved.status, saved.headers.get("location")]).toEqual([303, `${ACME_DASHBOARD}?notice=saved`]);
    expect(await taskById(task)).toMatchObject({ title: "After", version: 2, assignee_id: MILO.id });
  });
});

/** A page less what differs at each rendering: the ids of Clerk's components, the nonce. */
function withoutRandomParts(html: string): string {
  return html
    .replaceAll(/nonce="[^"]+"/g, "nonce")
    .replaceAll(/clerk-[a-z-]+-[A-Za-z0-9_-]+/g, "clerk-id")
    .replaceAll(/safeId = "[^"]+"/g, "safeId");
}
