import { afterAll, beforeAll, expect, test } from "vitest";
import { readDashboard } from "#src/features/dashboard/read-dashboard.ts";
import { commentOnTask } from "#src/features/tasks/comment-on-task.ts";
import { readTask, readTaskList } from "#src/features/tasks/read-tasks.ts";
import { parseTaskList } from "#src/features/tasks/task-list.ts";
import { COMMENTS_PER_PAGE, DUE_SHOWN, NEWEST_SHOWN, TASKS_PER_PAGE } from "#src/features/tasks/task.ts";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { actorIn, noClerk, type Actor } from "#test/support/actors.ts";
import { startLocalD1, type LocalD1 } from "#test/support/local-d1.ts";
import { ACME, ADA } from "#test/support/people.ts";
import { valueOf } from "#test/support/results.ts";
import { planOf, watch } from "#test/support/watched-d1.ts";

const ORGANIZATIONS = 200;
const TASKS = 100_000;
const SEEDING_MS = 300_000;
/** One row tells of another page, one names the organization, four are its two members; D1 counts the seeks. */
const MOST_ROWS_READ = TASKS_PER_PAGE + 10;
/** What a page may read beside the rows it shows. */
const ROWS_BESIDE = 20;

let local: LocalD1;
beforeAll(async () => {
  local = await startLocalD1();
  await loadTables(local.database, seedRows({ organizations: ORGANIZATIONS, tasks: TASKS }), () => {});
}, SEEDING_MS);
afterAll(() => local.dispose());

/** What a page does to the database, as D1 itself tells it. */
async function costOf<Page>(read: (actor: Actor) => Promise<Page>) {
  const { connection, seen } = watch(local.database);
  const page = await read(actorIn(connection, ACME.id, { id: ADA.id, role: "org:admin" }));
  const plans = await Promise.all(seen().statements.map((asked) => planOf(local.database, asked)));
  return { page, plans: plans.flat(), ...seen() };
}

function pageAfter(after: string | null) {
  const list = valueOf(parseTaskList(new URLSearchParams({ after: after ?? "" })));
  return costOf((actor) => readTaskList(noClerk(), actor, list));
}

async function everyPage() {
  const pages = [await pageAfter(null)];
  for (let next = pages[0]?.page.next ?? null; next !== null; next = pages.at(-1)?.page.next ?? null) {
    pages.push(await pageAfter(next));
  }
  return pages;
}

test("every page of tasks, among 100,000 of 200 organizations, comes from indexes alone", async () => {
  for (const { statements, plans, rowsRead, roundTrips } of await everyPage()) {
    expect(roundTrips).toBe(1);
    expect(statements).toHaveLength(3);
    // A scan or a sort would be a line of its own.
    expect(plans.filter((line) => !line.startsWith("SEARCH "))).toEqual([]);
    expect(plans.join("\n")).toMatch(/SEARCH tasks USING INDEX tasks_by_created \(org_id=\?/);
    expect(rowsRead).toBeLessThanOrEqual(MOST_ROWS_READ);
  }
});

test("paging shows each of the organization's tasks once, newest first", async () => {
  const pages = await everyPage();
  const shown = pages.flatMap(({ page }) => page.tasks);
  expect(pages).toHaveLength(TASKS / ORGANIZATIONS / TASKS_PER_PAGE);
  expect(new Set(shown.map(({ id }) => id)).size).toBe(TASKS / ORGANIZATIONS);
  const times = shown.map(({ createdAtMs }) => createdAtMs);
  expect(times).toEqual(times.toSorted((a, b) => b - a));
});

test("a dashboard among as many counts nothing and reads few rows beside those it shows", async () => {
  const { page, plans, rowsRead, roundTrips } = await costOf((actor) => readDashboard(noClerk(), actor));
  const { counters, due, newest, posts, deeds } = page;
  expect(roundTrips).toBe(1);
  expect(plans.filter((line) => !line.startsWith("SEARCH "))).toEqual([]);
  expect(counters.todo + counters.inProgress + counters.done).toBe(TASKS / ORGANIZATIONS);
  expect([due.length, newest.length]).toEqual([DUE_SHOWN, NEWEST_SHOWN]);
  const days = due.map(({ dueOn }) => dueOn ?? "");
  expect(days).toEqual(days.toSorted((a, b) => a.localeCompare(b)));
  const shown = due.length + newest.length + posts.length + deeds.length;
  expect(rowsRead).toBeLessThanOrEqual(shown + ROWS_BESIDE);
});

test("a task's page with a page of comments reads few rows beside them", async () => {
  const [task] = (await pageAfter(null)).page.tasks;
  if (task === undefined) throw new Error("there is no task");
  const actor = actorIn(local.database, ACME.id, { id: ADA.id, role: "org:admin" });
  for (let turn = 0; turn <= COMMENTS_PER_PAGE; turn += 1) {
    valueOf(await commentOnTask(actor, { taskId: task.id, body: `Comment ${turn}` }, { nowMs: turn }));
  }
  const first = await costOf((reader) => readTask(noClerk(), reader, { id: task.id, after: null }));
  expect(first.roundTrips).toBe(1);
  expect(first.plans.filter((line) => !line.startsWith("SEARCH "))).toEqual([]);
  expect(first.rowsRead).toBeLessThanOrEqual(COMMENTS_PER_PAGE + ROWS_BESIDE);
  expect(first.page.comments).toHaveLength(COMMENTS_PER_PAGE);
  const after = first.page.next;
  const second = await costOf((reader) => readTask(noClerk(), reader, { id: task.id, after }));
  expect(second.page.comments[0]?.body).toBe(`Comment ${COMMENTS_PER_PAGE}`);
});
