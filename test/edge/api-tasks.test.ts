import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newTaskId } from "#src/lib/ids.ts";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { asDocumented } from "#test/support/api-document.ts";
import { apiHeaders, problemOf, sameBytes, write } from "#test/support/api.ts";
import { countsOf } from "#test/support/modules.ts";
import { ACME, ADA, GITA, GLOBEX, MILO } from "#test/support/people.ts";
import type { Headers } from "#test/support/requests.ts";
import { startSite, type Site } from "#test/support/site.ts";
import { addTask, allTasks, taskById } from "#test/support/tasks.ts";

const TASKS = "/api/tasks";

let site: Site;
let ada: Headers;
let milo: Headers;
beforeAll(async () => {
  site = await asDocumented(await startSite({ counted: true }));
  await loadTables(site.database, seedRows({ organizations: 2, tasks: 240 }), () => {});
  ada = await apiHeaders(site, { userId: ADA.id, orgId: ACME.id });
  milo = await apiHeaders(site, { userId: MILO.id, orgId: ACME.id });
});
afterAll(() => site.dispose());

type Body = { readonly [key: string]: unknown };

async function bodyOf(path: string, person = milo): Promise<Body> {
  const response = await site.fetch(path, { headers: person });
  const text = await response.text();
  expect(response.status, text).toBe(200);
  // An object, or nothing that has the fields of one.
  return { ...JSON.parse(text) };
}

const send = (person: Headers, method: string, path: string, body?: unknown) =>
  site.fetch(path, write(site, person, { method, body }));

/** Milo's own, in Acme. */
async function newTask(title: string): Promise<string> {
  return addTask(site.database, { title, createdBy: MILO.id });
}

describe("a task", () => {
  test("is added, read, changed, moved on and deleted", async () => {
    const draft = { title: " Call the bank ", description: "Both.", assignee: ADA.id, due: "2026-12-24" };
    const added = await send(milo, "POST", TASKS, draft);
    // As the document has it.
    const { id } = await added.json<{ id: string }>();
    expect([added.status, added.headers.get("location")]).toEqual([201, `${TASKS}/${id}`]);
    expect(countsOf(added.headers).roundTrips).toBe(1);
    const path = `${TASKS}/${id}`;
    expect(await bodyOf(path)).toMatchObject({
      id,
      ...draft,
      title: "Call the bank",
      status: "todo",
      createdBy: MILO.id,
      version: 1,
    });
    const edited = await send(ada, "PATCH", path, { version: 1, due: null, title: "Call both banks" });
    expect(await edited.json()).toEqual({ id, version: 2 });
    expect(countsOf(edited.headers).roundTrips).toBe(1);
    const moved = await send(milo, "PATCH", path, { version: 2, status: "done" });
    expect(await moved.json()).toEqual({ id, version: 3 });
    expect(await bodyOf(path)).toMatchObject({
      title: "Call both banks",
      description: "Both.",
      assignee: ADA.id,
      due: null,
      status: "done",
      version: 3,
    });
    const deleted = await send(milo, "DELETE", `${path}?version=3`);
    expect(deleted.status).toBe(204);
    expect(countsOf(deleted.headers).roundTrips).toBe(3);
    expect(await problemOf(await site.fetch(path, { headers: milo }))).toEqual([404, "not_found", true]);
    const { deeds } = await bodyOf("/api/activity");
    // As the document has it; the seed's own come after these.
    expect((deeds as unknown[]).slice(0, 4)).toMatchObject(
      ["task.deleted", "task.completed", "task.edited", "task.added"].map((action) => ({
        action,
        subject: { kind: "task", id },
      })),
    );
  });

  test("needs no more than a title", async () => {
    const added = await send(milo, "POST", TASKS, { title: "Only this" });
    // As the document has it.
    const { id } = await added.json<{ id: string }>();
    expect(await bodyOf(`${TASKS}/${id}`)).toMatchObject({ description: "", assignee: null, due: null });
  });

  test.each<[unknown, string[]]>([
    [{}, ["title"]],
    [{ title: "  " }, ["title"]],
    [{ title: null, description: null }, ["title", "description"]],
    [{ title: 5, description: ["x"], assignee: 1, due: {} }, ["title", "description", "assignee", "due"]],
    [{ title: "t".repeat(201) }, ["title"]],
    [{ title: String.raw`nul \u0000`.replace(String.raw`\u0000`, "\0") }, ["title"]],
    [{ title: "\ud800" }, ["title"]],
    [{ title: "t", due: "2026-02-30" }, ["due"]],
    [{ title: "t", due: "" }, ["due"]],
    [{ title: "t", assignee: "" }, ["assignee"]],
    [{ title: "t", assignee: GITA.id }, ["assignee"]],
    [{ title: "t", assignee: "user_nobody" }, ["assignee"]],
    [{ title: "t", orgId: GLOBEX.id }, []],
    [{ title: "t", id: newTaskId() }, []],
    [`{"title":"t","__proto__":{"isAdmin":true}}`, []],
  ])("of %j is refused at its fields", async (body, fields) => {
    const before = await allTasks(site.database);
    const refused = await send(milo, "POST", TASKS, body);
    const text = await refused.text();
    expect([refused.status, Object.keys(JSON.parse(text).errors)]).toEqual([422, fields]);
    expect(await allTasks(site.database)).toBe(before);
  });

  test.each<[unknown, number, string]>([
    [{ version: 1 }, 422, "invalid"],
    [{ title: "t" }, 422, "invalid"],
    [{ version: "one", title: "t" }, 422, "invalid"],
    [{ version: 0, title: "t" }, 422, "invalid"],
    [{ version: 1.5, title: "t" }, 422, "invalid"],
    [{ version: 1, title: "" }, 422, "invalid"],
    [{ version: 1, status: "archived" }, 422, "invalid"],
    [{ version: 1, status: "done", title: "t" }, 422, "invalid"],
    [{ version: 1, createdBy: ADA.id }, 422, "invalid"],
    [{ version: 1, assignee: GITA.id }, 422, "invalid"],
    [{ version: 2, title: "t" }, 409, "stale"],
    [{ version: 1, status: "todo" }, 409, "stale"],
  ])("is not changed by %j", async (body, status, code) => {
    const id = await newTask("Stays as it is");
    expect(await problemOf(await send(milo, "PATCH", `${TASKS}/${id}`, body))).toEqual([status, code, true]);
    expect(await taskById(site.database, id)).toMatchObject({ title: "Stays as it is", version: 1 });
  });

  test("is deleted by who added it or who manages tasks, in the version that they saw", async () => {
    const id = await addTask(site.database, { createdBy: ADA.id });
    const path = `${TASKS}/${id}`;
    expect(await problemOf(await send(milo, "DELETE", `${path}?version=1`))).toEqual([
      403,
      "forbidden",
      true,
    ]);
    expect(await problemOf(await send(ada, "DELETE", `${path}?version=2`))).toEqual([409, "stale", true]);
    expect(await problemOf(await send(ada, "DELETE", path))).toEqual([422, "invalid", true]);
    const twice = await send(ada, "DELETE", `${path}?version=1&version=2`);
    expect(await problemOf(twice)).toEqual([400, "bad_request", true]);
    expect(await taskById(site.database, id)).not.toBeNull();
  });

  test("of another organization is as one that is not there, whatever is asked of it", async () => {
    const foreign = await addTask(site.database, { orgId: GLOBEX.id, title: "Secret", createdBy: GITA.id });
    const requests: [method: string, tail: string, body?: unknown][] = [
      ["GET", ""],
      ["PATCH", "", { version: 1, title: "Mine" }],
      ["PATCH", "", { version: 1, status: "done" }],
      ["DELETE", "?version=1"],
      ["GET", "/comments"],
      ["POST", "/comments", { body: "Hello" }],
    ];
    const before = await allTasks(site.database);
    for (const person of [ada, milo]) {
      for (const [method, tail, body] of requests) {
        const init = method === "GET" ? { headers: person } : write(site, person, { method, body });
        const [ofForeign, ofAbsent] = [
          await site.fetch(`${TASKS}/${foreign}${tail}`, init),
          await site.fetch(`${TASKS}/${newTaskId()}${tail}`, init),
        ];
        const counts = [ofForeign, ofAbsent].map(({ headers }) => countsOf(headers).statements.length);
        expect(counts[0], `${method} ${tail}`).toBe(counts[1]);
        const text = await sameBytes(ofForeign);
        expect(text).toBe(await sameBytes(ofAbsent));
        expect(text).toMatch(/^404 .*"not_found"/);
      }
    }
    expect(await allTasks(site.database)).toBe(before);
  });

  test.each(["x", "tsk_", "pst_aaaaaaaaaaaaaaaaaaaaaaaaaa", "%00", "..%2fme"])(
    "is not what %s names",
    async (id) => {
      for (const method of ["GET", "PATCH", "DELETE"]) {
        const init = method === "GET" ? { headers: ada } : write(site, ada, { method, body: {} });
        expect((await site.fetch(`${TASKS}/${id}`, init)).status).toBe(404);
      }
    },
  );
});
