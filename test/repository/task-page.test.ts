import { afterAll, beforeAll, expect, test } from "vitest";
import type { ClerkContext } from "#src/clerk/backend-api.ts";
import { Database, type SqlConnection } from "#src/db/database.ts";
import { TenantScope } from "#src/db/tenant-scope.ts";
import { readTaskPage } from "#src/features/tasks/read-tasks.ts";
import { readCursor } from "#src/features/tasks/task-cursor.ts";
import { TASKS_PER_PAGE } from "#src/features/tasks/task.ts";
import { parseOrgId, parseUserId } from "#src/lib/ids.ts";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { startLocalD1, type LocalD1 } from "#test/support/local-d1.ts";
import { ACME, ADA } from "#test/support/people.ts";

const ORGANIZATIONS = 200;
const TASKS = 100_000;
/** One row tells of another page, one names the organization, four are its two members; D1 counts the seeks. */
const MOST_ROWS_READ = TASKS_PER_PAGE + 10;

let local: LocalD1;
beforeAll(async () => {
  local = await startLocalD1();
  await loadTables(local.database, seedRows({ organizations: ORGANIZATIONS, tasks: TASKS }), () => {});
});
afterAll(() => local.dispose());

type Statement = { readonly sql: string; readonly params: readonly unknown[] };

/** What a page of the dashboard does to the database, as D1 itself tells it. */
async function pageAfter(cursor: string | null) {
  const statements: Statement[] = [];
  const read: number[] = [];
  let roundTrips = 0;
  const connection: SqlConnection = {
    prepare: (sql) => {
      const bind = (...params: unknown[]) => {
        statements.push({ sql, params });
        return local.database.prepare(sql).bind(...params);
      };
      // Of a prepared statement, Database uses no more.
      return { bind } as unknown as D1PreparedStatement;
    },
    batch: async <Row>(bound: D1PreparedStatement[]) => {
      roundTrips += 1;
      const results = await local.database.batch<Row>(bound);
      read.push(...results.map(({ meta }) => meta.rows_read));
      return results;
    },
  };
  const page = await readTaskPage(noClerk(), memberOfAcme(connection), readCursor(cursor));
  const plans = await Promise.all(statements.map(planOf));
  return {
    page,
    statements,
    plans: plans.flat(),
    rowsRead: read.reduce((sum, rows) => sum + rows, 0),
    roundTrips,
  };
}

async function planOf({ sql, params }: Statement): Promise<string[]> {
  const plan = local.database.prepare(`explain query plan ${sql}`).bind(...params);
  return (await plan.all<{ detail: string }>()).results.map(({ detail }) => detail);
}

function memberOfAcme(connection: SqlConnection) {
  const [orgId, userId] = [parseOrgId(ACME.id), parseUserId(ADA.id)];
  if (orgId === null || userId === null) throw new Error("the ids of the cast are none");
  const tenant = { orgId, orgSlug: "acme", userId, role: "org:admin" as const, permissions: [] };
  return { kind: "member" as const, userId, tenant, scope: new TenantScope(orgId, new Database(connection)) };
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
