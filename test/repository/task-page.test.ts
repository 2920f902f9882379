import { afterAll, beforeAll, expect, test } from "vitest";
import type { ClerkContext } from "#src/clerk/backend-api.ts";
import { readTaskPage } from "#src/features/tasks/read-tasks.ts";
import { readCursor } from "#src/features/tasks/task-cursor.ts";
import { TASKS_PER_PAGE } from "#src/features/tasks/task.ts";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { actorIn } from "#test/support/actors.ts";
import { startLocalD1, type LocalD1 } from "#test/support/local-d1.ts";
import { ACME, ADA } from "#test/support/people.ts";
import { planOf, watch } from "#test/support/watched-d1.ts";

const ORGANIZATIONS = 200;
const TASKS = 100_000;
const SEEDING_MS = 300_000;
/** One row tells of another page, one names the organization, four are its two members; D1 counts the seeks. */
const MOST_ROWS_READ = TASKS_PER_PAGE + 10;

let local: LocalD1;
beforeAll(async () => {
  local = await startLocalD1();
  await loadTables(local.database, seedRows({ organizations: ORGANIZATIONS, tasks: TASKS }), () => {});
}, SEEDING_MS);
afterAll(() => local.dispose());

/** What a page of the dashboard does to the database, as D1 itself tells it. */
async function pageAfter(cursor: string | null) {
  const { connection, seen } = watch(local.database);
  const actor = actorIn(connection, ACME.id, { id: ADA.id, role: "org:admin" });
  const page = await readTaskPage(noClerk(), actor, readCursor(cursor));
  const plans = await Promise.all(seen().statements.map((asked) => planOf(local.database, asked)));
  return { page, plans: plans.flat(), ...seen() };
}

function noClerk(): ClerkContext {
  return new Proxy({}, { get: () => expect.fail("Clerk was asked for what the mirror has") }) as ClerkContext;
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
