import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseTaskList } from "#src/features/tasks/task-list.ts";
import { readTaskList } from "#src/features/tasks/read-tasks.ts";
import { deleteTask, editTask, stepTask } from "#src/features/tasks/change-task.ts";
import { createTask } from "#src/features/tasks/create-task.ts";
import { actorIn, newOrganization, noClerk, type Actor } from "#test/support/actors.ts";
import { startLocalD1, type LocalD1 } from "#test/support/local-d1.ts";
import { valueOf } from "#test/support/results.ts";

let local: LocalD1;
beforeAll(async () => {
  local = await startLocalD1();
});
afterAll(() => local.dispose());

const NOW_MS = Date.UTC(2026, 10, 24, 12);
const DRAFT = { title: "", description: "", assigneeId: null, dueOn: null };

async function pageOf(actor: Actor, query: Record<string, string>) {
  return readTaskList(noClerk(), actor, valueOf(parseTaskList(new URLSearchParams(query))));
}

/** The titles on every page of a list, in order. */
async function titles(actor: Actor, query: Record<string, string>): Promise<string[]> {
  const shown: string[] = [];
  for (let after: string | null = ""; after !== null;) {
    const page: Awaited<ReturnType<typeof pageOf>> = await pageOf(actor, { ...query, after });
    shown.push(...page.tasks.map(({ title }) => title));
    after = page.next;
  }
  return shown;
}

type TaskWords = { readonly title?: string; readonly description?: string; readonly dueOn?: string | null };

async function add(actor: Actor, task: TaskWords, nowMs = NOW_MS) {
  return valueOf(await createTask(actor, { ...DRAFT, ...task }, { nowMs }));
}

describe("a search", () => {
  test("finds words in titles and descriptions, in any case and without accents, newest first", async () => {
    const { member } = await newOrganization(local);
    await add(member, { title: "Café lease" }, NOW_MS);
    await add(member, { title: "Rent", description: "The lease of the café ends" }, NOW_MS + 1);
    await add(member, { title: "Release notes" }, NOW_MS + 2);
    expect(await titles(member, { q: "CAFE lease" })).toEqual(["Rent", "Café lease"]);
    expect(await titles(member, { q: "leas" })).toEqual(["Rent", "Café lease"]);
    expect(await titles(member, { q: "le" })).toEqual([]);
    expect(await titles(member, { q: 'x" OR title:lease NOT (' })).toEqual([]);
  });

  test("follows what becomes of a task", async () => {
    const { member } = await newOrganization(local);
    const id = await add(member, { title: "Old words" });
    await editTask(member, { id, version: 1 }, { ...DRAFT, title: "New words" });
    expect(await titles(member, { q: "old" })).toEqual([]);
    await stepTask(member, { id, version: 2 }, "start");
    expect(await titles(member, { q: "new", status: "todo" })).toEqual([]);
    expect(await titles(member, { q: "new", status: "in_progress", assignee: "nobody" })).toEqual([
      "New words",
    ]);
    await deleteTask(member, { id, version: 3 });
    expect(await titles(member, { q: "words" })).toEqual([]);
    const left = local.database.prepare("select * from task_search where task_id = ?").bind(id);
    expect((await left.all()).results).toEqual([]);
  });

  test("keeps apart organizations and people whose ids differ in case alone", async () => {
    const insert = local.database.prepare("insert into organizations values (?, null, 'A', 1, 1, null)");
    const join = local.database.prepare("insert into memberships values (?, ?, 'org:member', 1, 1, null)");
    const know = local.database.prepare("insert into people values (?, 'P', null, null, 1, null)");
    const [upper, lower] = ["org_2aBcD", "org_2abCd"];
    const [ada, eve] = ["user_2aBcD", "user_2abCd"];
    await local.database.batch([
      ...[ada, eve].map((person) => know.bind(person)),
      ...[upper, lower].map((id) => insert.bind(id)),
      ...[upper, lower].flatMap((id) => [ada, eve].map((person) => join.bind(id, person))),
    ]);
    const role = "org:member";
    const [inUpper, inLower] = [upper, lower].map((id) => actorIn(local.database, id, { id: ada, role }));
    const inUpperToo = actorIn(local.database, upper, { id: eve, role });
    if (inUpper === undefined || inLower === undefined) throw new Error("no actors");
    await add(inUpper, { title: "Secret of upper" });
    await add(inLower, { title: "Secret of lower" });
    // The same id in both: what the search finds of one must not show the other's row.
    const twin = "tsk_aaaaaaaaaaaaaaaaaaaaaaaaaa";
    const task = local.database.prepare(
      "insert into tasks values (?, ?, ?, '', 'todo', ?, null, ?, 1, 1, 1)",
    );
    await local.database.batch([
      task.bind(upper, twin, "Twin with a password", ada, ada),
      task.bind(lower, twin, "Twin", ada, ada),
    ]);
    expect(await titles(inUpper, { q: "secret" })).toEqual(["Secret of upper"]);
    expect(await titles(inLower, { q: "secret" })).toEqual(["Secret of lower"]);
    expect(await titles(inLower, { q: "password" })).toEqual([]);
    expect(await titles(inUpperToo, { q: "twin", assignee: eve })).toEqual([]);
    expect(await titles(inUpperToo, { q: "twin", assignee: ada })).toEqual(["Twin with a password"]);
  });

  test("shows each find once over its pages, also those of one millisecond", async () => {
    const { member } = await newOrganization(local);
    for (let nth = 0; nth < 70; nth += 1)
      await add(member, { title: `Note ${nth}` }, NOW_MS + Math.floor(nth / 20));
    const found = await titles(member, { q: "note" });
    expect(found).toHaveLength(70);
    expect(new Set(found).size).toBe(70);
    expect(found[0]).toBe("Note 69");
  });
});

describe("a list of tasks", () => {
  test("goes by day with those without one last, or by title in any case, page after page", async () => {
    const { member } = await newOrganization(local);
    const expected: { title: string; dueOn: string | null }[] = [];
    for (let nth = 0; nth < 110; nth += 1) {
      const title = `${nth % 2 === 0 ? "task" : "Task"} ${String((nth * 37) % 110).padStart(3, "0")}`;
      const dueOn = nth % 3 === 0 ? null : `2026-12-${String(1 + (nth % 28)).padStart(2, "0")}`;
      expected.push({ title, dueOn });
      await add(member, { title, dueOn });
    }
    const byTitle = await titles(member, { sort: "title" });
    const lower = byTitle.map((title) => title.toLowerCase());
    expect(lower).toEqual(expected.map(({ title }) => title.toLowerCase()).toSorted());
    const days = new Map(expected.map(({ title, dueOn }) => [title, dueOn ?? "9999-12-31"]));
    const byDay = (await titles(member, { sort: "due" })).map((title) => days.get(title));
    expect(byDay).toEqual([...days.values()].toSorted());
    expect(new Set(await titles(member, { sort: "due" })).size).toBe(110);
  });

  test("shows of each filter what it says", async () => {
    const { member, admin } = await newOrganization(local);
    const mine = { assigneeId: member.userId } as const;
    await add(member, { title: "free" });
    const draft = { ...DRAFT, ...mine, title: "mine" };
    const id = valueOf(await createTask(member, draft, { nowMs: NOW_MS + 1 }));
    await stepTask(member, { id, version: 1 }, "complete");
    expect(await titles(admin, { assignee: "nobody" })).toEqual(["free"]);
    expect(await titles(admin, { assignee: member.userId })).toEqual(["mine"]);
    expect(await titles(admin, { status: "done", assignee: member.userId })).toEqual(["mine"]);
    expect(await titles(admin, { status: "done", assignee: "nobody" })).toEqual([]);
    expect(await titles(admin, { status: "todo" })).toEqual(["free"]);
    expect(await titles(admin, {})).toEqual(["mine", "free"]);
  });
});
