import { afterAll, beforeAll, expect, test } from "vitest";
import { Database } from "#src/db/database.ts";
import { TenantScope } from "#src/db/tenant-scope.ts";
import { organizationRepository } from "#src/features/organization/organization-repository.ts";
import { readCursor, writeCursor } from "#src/features/tasks/task-cursor.ts";
import { taskRepository } from "#src/features/tasks/task-repository.ts";
import { TASKS_PER_PAGE } from "#src/features/tasks/task.ts";
import { parseOrgId } from "#src/lib/ids.ts";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { startLocalD1, type LocalD1 } from "#test/support/local-d1.ts";
import { ACME } from "#test/support/people.ts";

const ORGANIZATIONS = 200;
const TASKS = 100_000;

let local: LocalD1;
let scope: TenantScope;

beforeAll(async () => {
  local = await startLocalD1();
  await loadTables(local.database, seedRows({ organizations: ORGANIZATIONS, tasks: TASKS }), () => {});
  const orgId = parseOrgId(ACME.id);
  if (orgId === null) throw new Error("the seeded organization's id is none");
  scope = new TenantScope(orgId, new Database(local.database));
});
afterAll(() => local.dispose());

/** What a page of tasks costs among all of them: D1's own plan and count. */
async function costOf({ sql, params }: { readonly sql: string; readonly params: readonly unknown[] }) {
  const statement = local.database.prepare(sql).bind(...params);
  const { results, meta } = await statement.all();
  const plan = await local.database
    .prepare(`explain query plan ${sql}`)
    .bind(...params)
    .all<{ detail: string }>();
  return { rows: results.length, read: meta.rows_read, plan: plan.results.map(({ detail }) => detail) };
}

test("a page of tasks among 100,000 is found by its index: no scan, no sort, no row too many", async () => {
  const { rows, read, plan } = await costOf(taskRepository(scope).page(null));
  expect(rows).toBe(TASKS_PER_PAGE + 1);
  expect(plan).toEqual(["SEARCH tasks USING INDEX tasks_by_created (org_id=?)"]);
  expect(read).toBeLessThanOrEqual(TASKS_PER_PAGE + 2);
});

test("the next page costs no more than the first", async () => {
  const [page] = await scope.batch([taskRepository(scope).page(null)]);
  const last = page.at(TASKS_PER_PAGE - 1);
  if (last === undefined) throw new Error("the first page is not full");
  const { read, plan } = await costOf(taskRepository(scope).page(readCursor(writeCursor(last))));
  expect(plan.join()).toMatch(
    /^SEARCH tasks USING INDEX tasks_by_created \(org_id=\? AND \(created_at_ms,id\)</,
  );
  expect(read).toBeLessThanOrEqual(TASKS_PER_PAGE + 2);
});

test("the roster and the organization's name cost as many rows as they are", async () => {
  const roster = await costOf(organizationRepository(scope).roster());
  expect(roster.plan.join()).not.toMatch(/SCAN|TEMP B-TREE/);
  expect(roster.read).toBeLessThanOrEqual(roster.rows * 2 + 2);
  const name = await costOf(organizationRepository(scope).find());
  expect(name.read).toBe(1);
});

test("paging walks every task once, newest first", async () => {
  const seen: string[] = [];
  let after = null;
  do {
    const [rows]: [Awaited<ReturnType<typeof firstRows>>] = [await firstRows(after)];
    const page = rows.slice(0, TASKS_PER_PAGE);
    seen.push(...page.map(({ id }) => id));
    const last = page.at(-1);
    after = rows.length > page.length && last !== undefined ? readCursor(writeCursor(last)) : null;
  } while (after !== null);
  expect(seen).toHaveLength(TASKS / ORGANIZATIONS);
  expect(new Set(seen).size).toBe(seen.length);
});

async function firstRows(after: ReturnType<typeof readCursor>) {
  const [rows] = await scope.batch([taskRepository(scope).page(after)]);
  return rows;
}
