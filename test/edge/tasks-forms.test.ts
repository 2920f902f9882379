import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { newTaskId } from "#src/lib/ids.ts";
import { ACME, ADA, GITA, GLOBEX, MILO } from "#test/support/people.ts";
import { asPerson, formRequest, postForm, type Headers } from "#test/support/requests.ts";
import { startSite, type Site } from "#test/support/site.ts";
import { addTask, allTasks, taskById } from "#test/support/tasks.ts";

const TASKS = "/orgs/acme/tasks";

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

async function open(path: string, headers = ada) {
  const response = await site.fetch(path, { headers });
  const html = await response.text();
  expect(response.status, html).toBe(200);
  return html;
}

function send(headers: Headers, fields: Headers, path = TASKS) {
  return postForm(site, path, { headers, fields: { org: ACME.id, ...fields } });
}

/** A form whose field `task` comes once for each id. */
function sendTicked(headers: Headers, ids: readonly string[], path = TASKS) {
  const { body, ...request } = formRequest(site, { headers, fields: { org: ACME.id, act: "complete-many" } });
  return site.fetch(path, { ...request, body: [body, ...ids.map((id) => `task=${id}`)].join("&") });
}

describe("a form of the list", () => {
  test("leads back to the same place in the same list, with a notice", async () => {
    const task = await addTask(site.database, {});
    const path = `${TASKS}?status=todo&after=9999999999999.${newTaskId()}&notice=saved&page=2`;
    const response = await send(ada, { act: "start", task, version: "1" }, path);
    const location = new URL(response.headers.get("location") ?? "", site.origin);
    expect([response.status, location.pathname]).toEqual([303, TASKS]);
    expect([...location.searchParams.keys()]).toEqual(["status", "after", "notice"]);
    expect(location.searchParams.get("notice")).toBe("moved");
    expect(await taskById(site.database, task)).toMatchObject({ status: "in_progress" });
  });

  test("completes what was ticked, and passes over what is done, gone or another organization's", async () => {
    const open1 = await addTask(site.database, {});
    const open2 = await addTask(site.database, {});
    const done = await addTask(site.database, {});
    const foreign = await addTask(site.database, { orgId: GLOBEX.id });
    await send(ada, { act: "complete", task: done, version: "1" });
    const response = await sendTicked(ada, [open1, open2, done, foreign, newTaskId()]);
    expect([response.status, response.headers.get("location")]).toEqual([303, `${TASKS}?notice=completed`]);
    for (const id of [open1, open2]) {
      expect(await taskById(site.database, id)).toMatchObject({ status: "done", version: 2 });
    }
    expect(await taskById(site.database, done)).toMatchObject({ version: 2 });
    expect(await taskById(site.database, foreign)).toMatchObject({ status: "todo", version: 1 });
    const again = await sendTicked(ada, [open1, foreign]);
    expect(again.headers.get("location")).toBe(`${TASKS}?notice=none-open`);
    expect(await open(`${TASKS}?notice=completed`)).toContain("Tasks completed.");
  });

  test("completes many for who may, and shows its boxes to nobody else", async () => {
    const task = await addTask(site.database, {});
    const before = await allTasks(site.database);
    const refused = await sendTicked(milo, [task]);
    expect([refused.status, await refused.text()]).toEqual([
      403,
      expect.stringContaining("Only an admin can complete many tasks at once."),
    ]);
    expect(await allTasks(site.database)).toBe(before);
    expect(await open(TASKS, milo)).not.toContain('type="checkbox"');
    const html = await open(TASKS, ada);
    const boxes = html.match(/type="checkbox"[^>]*form="ticked"/g) ?? [];
    expect(boxes).toHaveLength(html.match(/data-status="(todo|in_progress)" data-task/g)?.length ?? -1);
    expect(html).toContain('<form method="post" id="ticked"');
  });

  test.each([
    ["nothing", [], "Choose at least one task."],
    ["more than a page", Array.from({ length: 51 }, () => newTaskId()), "Choose at most 50 tasks."],
    ["what is no task", ["tsk_x"], "Choose tasks of this list."],
  ])("that ticks %s is told so, and changes nothing", async (_, ids, sentence) => {
    const before = await allTasks(site.database);
    const response = await sendTicked(ada, ids);
    expect([response.status, await response.text()]).toEqual([422, expect.stringContaining(sentence)]);
    expect(await allTasks(site.database)).toBe(before);
  });

  test("adds a task once, however often it is sent, and asks when its words have changed", async () => {
    const key = /name="key" value="([^"]+)"/.exec(await open(TASKS, milo))?.[1] ?? "";
    const form = { act: "create", key, title: "Sent twice" };
    const answers = await Promise.all([send(milo, form), send(milo, form), send(milo, form)]);
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303]);
    const { results } = await site.database.prepare("select id from tasks where title = 'Sent twice'").all();
    expect(results).toHaveLength(1);
    const changed = await send(milo, { ...form, title: "Sent once more" });
    const html = await changed.text();
    expect(changed.status).toBe(409);
    expect(html).toContain("This form was sent before, with other words.");
    expect(html).toContain('value="Sent once more"');
    const fresh = /name="key" value="([^"]+)"/.exec(html)?.[1] ?? "";
    expect((await send(milo, { ...form, title: "Sent once more", key: fresh })).status).toBe(303);
    expect((await send(milo, { ...form, key: "ö" })).status).toBe(400);
  });

  test("puts the focus on the first field that will not do", async () => {
    const fields = { act: "create", title: "Fine", assignee: GITA.id, due: "soon" };
    const html = await (await send(milo, fields)).text();
    expect(html.match(/ autofocus/g)).toHaveLength(1);
    expect(html).toMatch(/<input[^>]*name="due"[^>]*aria-describedby="due-error"[^>]*autofocus/);
    const title = await (await send(milo, { ...fields, title: "", due: "" })).text();
    expect(title).toMatch(/<input[^>]*name="title"[^>]*autofocus/);
  });

  test("for another organization's task is answered as for one that never was", async () => {
    const foreign = await addTask(site.database, { orgId: GLOBEX.id });
    const before = await allTasks(site.database);
    for (const act of ["start", "delete"]) {
      const statuses = await Promise.all(
        [foreign, newTaskId()].map(async (task) => (await send(ada, { act, task, version: "1" })).status),
      );
      expect(statuses).toEqual([404, 404]);
    }
    expect((await send(ada, { act: "complete-many", task: foreign, org: GLOBEX.id })).status).toBe(409);
    expect(await allTasks(site.database)).toBe(before);
  });
});
