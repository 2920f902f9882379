import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { newTaskId } from "#src/lib/ids.ts";
import { ACME, ADA, GITA, GLOBEX, MILO } from "#test/support/people.ts";
import { withoutRandomParts } from "#test/support/html.ts";
import { asPerson, postForm, type Headers } from "#test/support/requests.ts";
import { startSite, type Site } from "#test/support/site.ts";
import { addTask, allTasks, taskById } from "#test/support/tasks.ts";

const ACME_DASHBOARD = "/orgs/acme/dashboard";

let site: Site;
let ada: Headers;
let milo: Headers;

beforeAll(async () => {
  site = await startSite();
  await loadTables(site.database, seedRows({ organizations: 2, tasks: 24 }), () => {});
  ada = await asPerson(site, { userId: ADA.id, orgId: ACME.id });
  milo = await asPerson(site, { userId: MILO.id, orgId: ACME.id });
});
afterAll(() => site.dispose());

function form(headers: Headers, fields: Headers, path = ACME_DASHBOARD) {
  return postForm(site, path, { headers, fields: { org: ACME.id, ...fields } });
}

const stored = (id: string) => taskById(site.database, id);
const dump = () => allTasks(site.database);

describe("a form of the dashboard", () => {
  test("adds a task, and leads back to the list", async () => {
    const response = await form(milo, {
      act: "create",
      title: " Buy milk ",
      assignee: ADA.id,
      due: "2999-12-01",
    });
    expect([response.status, response.headers.get("location")]).toEqual([
      303,
      `${ACME_DASHBOARD}?notice=added`,
    ]);
    const html = await (await site.fetch(`${ACME_DASHBOARD}?notice=added`, { headers: milo })).text();
    expect(html).toContain("Task added.");
    expect(html).toMatch(/Buy milk[\s\S]*Due Dec 1, 2999[\s\S]*For Ada Novak, by Milo Berg/);
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
    const task = await addTask(site.database, {});
    for (const [at, act, status] of [
      [1, "start", "in_progress"],
      [2, "complete", "done"],
      [3, "reopen", "todo"],
    ] as const) {
      expect((await form(milo, { act, task, version: `${at}` })).status).toBe(303);
      expect(await stored(task)).toMatchObject({ status, version: at + 1 });
    }
  });

  test("that acts on a version gone by changes nothing and says so", async () => {
    const task = await addTask(site.database, {});
    await form(milo, { act: "start", task, version: "1" });
    const late = await form(ada, { act: "complete", task, version: "1" });
    expect(late.status).toBe(409);
    expect(await late.text()).toContain("Somebody changed that task");
    expect(await stored(task)).toMatchObject({ status: "in_progress", version: 2 });
  });

  test("deletes a task of one's own, and any task for an admin", async () => {
    const own = await addTask(site.database, { createdBy: MILO.id });
    expect((await form(milo, { act: "delete", task: own, version: "1" })).status).toBe(303);
    expect(await stored(own)).toBeNull();

    const theirs = await addTask(site.database, { createdBy: ADA.id });
    const refused = await form(milo, { act: "delete", task: theirs, version: "1" });
    expect(refused.status).toBe(403);
    expect(await stored(theirs)).not.toBeNull();
    const miloSees = await (await site.fetch(ACME_DASHBOARD, { headers: milo })).text();
    expect(miloSees).not.toMatch(
      new RegExp(`${theirs}[^]*?value="delete"[^]*?</li>`.replace("[^]*?", "(?:(?!</li>)[^])*?")),
    );
    expect((await form(ada, { act: "delete", task: theirs, version: "1" })).status).toBe(303);
    expect(await stored(theirs)).toBeNull();
  });

  test("for another organization's task is answered as for one that never was, and changes nothing", async () => {
    const foreign = await addTask(site.database, { orgId: GLOBEX.id });
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
    const own = await addTask(site.database, {});
    for (const [id, status] of [
      [foreign, 404],
      [own, 200],
    ] as const) {
      expect((await site.fetch(`/orgs/acme/tasks/${id}`, { headers: ada })).status).toBe(status);
    }
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

  test("gives text back as it was typed, whatever it looks like", async () => {
    const title = `<script onfocus=alert(1) autofocus x="</script>'&lt;`;
    const task = await addTask(site.database, { title });
    const html = await (await site.fetch(`/orgs/acme/tasks/${task}`, { headers: milo })).text();
    const value = /name="title" value="([^"]*)"/.exec(html)?.[1];
    expect(value?.replaceAll("&quot;", '"').replaceAll("&#34;", '"').replaceAll("&amp;", "&")).toBe(title);
    expect(html.match(/<script(?![^>]* nonce=")[^>]*>/g)).toHaveLength(1);
  });

  test("edits a task on its own page, and shows errors with what was typed", async () => {
    const task = await addTask(site.database, { title: "Before" });
    const path = `/orgs/acme/tasks/${task}`;
    const page = await (await site.fetch(path, { headers: milo })).text();
    expect(page).toContain('value="Before"');
    const edit = { act: "edit", task, version: "1" };
    const empty = await form(milo, { ...edit, title: "", description: "kept" }, path);
    expect(empty.status).toBe(422);
    expect(await empty.text()).toContain("kept</textarea>");
    const saved = await form(milo, { ...edit, title: "After", assignee: MILO.id }, path);
    expect([saved.status, saved.headers.get("location")]).toEqual([303, `${path}?notice=saved`]);
    expect(await stored(task)).toMatchObject({ title: "After", version: 2, assignee_id: MILO.id });
  });
});
