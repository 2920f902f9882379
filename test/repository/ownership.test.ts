import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Database, type SqlConnection } from "#src/db/database.ts";
import { systemScope } from "#src/db/system-scope.ts";
import { TENANT_TABLES } from "#src/db/tenant-tables.ts";
import { eraseOrganization } from "#src/features/export/erase-organization.ts";
import { exportOrganization } from "#src/features/export/export-organization.ts";
import { ROWS_PER_CHUNK } from "#src/features/export/organization-rows-repository.ts";
import { importOrganization } from "#src/features/export/import-organization.ts";
import { stepTask } from "#src/features/tasks/change-task.ts";
import { createTask } from "#src/features/tasks/create-task.ts";
import { streamOf } from "#src/lib/stream.ts";
import { sealAllActivity } from "#src/jobs/seal-all-activity.ts";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { actorIn, orgIdOf } from "#test/support/actors.ts";
import { addInvitation } from "#test/support/invitations.ts";
import { startLocalD1, type LocalD1 } from "#test/support/local-d1.ts";
import { ACME, ADA, GLOBEX } from "#test/support/people.ts";
import { valueOf } from "#test/support/results.ts";
import { watch } from "#test/support/watched-d1.ts";

let local: LocalD1;
beforeAll(async () => {
  local = await startLocalD1();
  await loadTables(local.database, seedRows({ organizations: 2, tasks: 3000 }), () => {});
  // What a seed has not: invitations, a key, seals, and a day whose figures the tasks of today do not tell.
  for (const [organization, role] of [
    [ACME.id, "org:admin"],
    [GLOBEX.id, "org:member"],
  ] as const) {
    const ada = actorIn(local.database, organization, { id: ADA.id, role });
    await addInvitation(local.database, { orgId: organization, status: "waiting" });
    await addInvitation(local.database, { orgId: organization, status: "refused" });
    const occasion = { nowMs: Date.now(), request: { key: "k", fingerprint: "f" } };
    const draft = { title: "Twice done", description: "", assigneeId: null, dueOn: null };
    const id = valueOf(await createTask(ada, draft, occasion));
    for (const [at, step] of (["complete", "reopen", "complete"] as const).entries()) {
      valueOf(await stepTask(ada, { id, version: at + 1 }, step));
    }
  }
  await sealAllActivity(new Database(local.database));
});
afterAll(() => local.dispose());

function scopeOf(organization: string, connection: SqlConnection = local.database) {
  return systemScope(orgIdOf(organization), new Database(connection));
}

/** The search's rows less their places: those depend on what else was made in the same millisecond. */
const TABLES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(TENANT_TABLES.map(({ name }) => [name, "*"])),
  task_search:
    "org_id, task_id, facets, title, description, status, assignee_id, due_on, created_by, created_at_ms, version",
};

/** Every row that there is, table by table, of the organization or of all others. */
async function rowsOf(organization: string, whose: "own" | "others"): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const [table, columns] of Object.entries(TABLES)) {
    const sql = `select ${columns} from ${table} where org_id ${whose === "own" ? "=" : "<>"} ?`;
    const { results } = await local.database.prepare(sql).bind(organization).all();
    found[table] = results.map((row) => JSON.stringify(row)).toSorted();
  }
  return found;
}

async function* linesOf(chunks: AsyncIterable<string> | Iterable<string>): AsyncGenerator<string, void> {
  for await (const chunk of chunks) yield* chunk.trimEnd().split("\n");
}

/** Runs an import to its end; answers how many rows it said were in. */
async function imported(counts: AsyncIterable<number>): Promise<number> {
  let last = 0;
  for await (const count of counts) last = count;
  return last;
}

describe("everything that an organization owns", () => {
  test("is exported, erased to the last row, and the same again when it is imported", async () => {
    const before = await rowsOf(ACME.id, "own");
    for (const [table, rows] of Object.entries(before)) expect(rows, table).not.toEqual([]);
    const others = await rowsOf(ACME.id, "others");
    const chunks: string[] = [];
    for await (const chunk of exportOrganization(scopeOf(ACME.id))) chunks.push(chunk);
    expect(chunks.join("")).not.toContain(ACME.id);

    const removed = await eraseOrganization(scopeOf(ACME.id), Date.now());
    const counts = TENANT_TABLES.map(({ name }) => [name, before[name]?.length]);
    expect(removed).toEqual(Object.fromEntries(counts));
    for (const [table, rows] of Object.entries(await rowsOf(ACME.id, "own"))) expect(rows, table).toEqual([]);
    expect(await rowsOf(ACME.id, "others")).toEqual(others);

    const lines = chunks.join("").split("\n").length - 1;
    expect(await imported(importOrganization(scopeOf(ACME.id), linesOf(chunks)))).toBe(lines);
    expect(await rowsOf(ACME.id, "own")).toEqual(before);
    expect(await rowsOf(ACME.id, "others")).toEqual(others);
    // Whoever waits for other organizations' turns is told by figures that follow.
    const gauges = await local.database
      .prepare("select name, value from invitation_gauges order by name")
      .all();
    expect(gauges.results).toEqual([
      { name: "organizations", value: 2 },
      { name: "unsent", value: 2 },
    ]);
  });

  test("is erased to the end when the first attempt broke off", async () => {
    const { connection } = watch(local.database);
    let batches = 0;
    const breaking = {
      ...connection,
      batch: <Row>(bound: D1PreparedStatement[]) => {
        batches += 1;
        if (batches === 6) throw new Error("the line broke");
        return connection.batch<Row>(bound);
      },
    };
    await expect(eraseOrganization(scopeOf(GLOBEX.id, breaking), Date.now())).rejects.toThrow(/line broke/);
    await eraseOrganization(scopeOf(GLOBEX.id), Date.now());
    for (const [table, rows] of Object.entries(await rowsOf(GLOBEX.id, "own")))
      expect(rows, table).toEqual([]);
  });
});

/** developers.cloudflare.com/d1/platform/limits: maximum string, BLOB or table row size. */
const D1_TEXT_BYTES = 2_000_000;

function postLine(nth: number, body: string): string {
  const at = { createdAtMs: nth, updatedAtMs: nth, publishedAtMs: null };
  const row = {
    id: `pst_${nth}`,
    title: "t",
    body,
    status: "draft",
    pinned: 0,
    authorId: ADA.id,
    version: 1,
    ...at,
  };
  return JSON.stringify({ table: "posts", row });
}

describe("an import", () => {
  test.each([
    ['{"table":"people","row":{}}', /line 1 names no table/],
    ['{"table":"tasks"}', /line 1 has no row/],
    ['{"table":"tasks","row":{"orgId":"org_other"}}', /line 1 has not the columns of tasks/],
    ["not json", /line 1 names no table/],
  ])("takes no line such as %s", async (line, message) => {
    await expect(importOrganization(scopeOf("org_empty"), linesOf([line])).next()).rejects.toThrow(message);
  });

  test("has one chunk of rows in memory at a time, and writes each with one statement", async () => {
    const { connection, seen } = watch(local.database);
    let taken = 0;
    const lines = linesOf(
      (function* post() {
        for (taken = 1; taken <= 3 * ROWS_PER_CHUNK; taken += 1) yield postLine(taken, "b");
      })(),
    );
    const chunks = [];
    for await (const count of importOrganization(scopeOf("org_chunks", connection), lines)) {
      chunks.push({ count, ahead: taken - count, statements: seen().statements.length });
    }
    // The first statement opens the count of deeds.
    expect(chunks).toEqual(
      [1, 2, 3].map((nth) => ({ count: nth * ROWS_PER_CHUNK, ahead: 1, statements: nth + 1 })),
    );
  });

  test("writes long rows in shorter chunks", async () => {
    const { connection, seen } = watch(local.database);
    const lines = Array.from({ length: 60 }, (_, nth) => postLine(nth, "\u{1f600}".repeat(10_000)));
    await imported(importOrganization(scopeOf("org_long", connection), linesOf(lines)));
    const sizes = seen().statements.map(({ params }) => Buffer.byteLength(String(params.at(-1))));
    expect(Math.max(...sizes)).toBeLessThan(D1_TEXT_BYTES);
    expect(sizes.length).toBeGreaterThan(2);
  });
});

describe("an export that is sent", () => {
  test("reads the next chunk only when there is room for it", async () => {
    const { connection, seen } = watch(local.database);
    const reader = streamOf(exportOrganization(scopeOf(ACME.id, connection))).getReader();
    for (const chunks of [1, 2]) {
      await reader.read();
      // Meanwhile the database answers others: whoever reads ahead would have read.
      await rowsOf(ACME.id, "own");
      expect(seen().roundTrips).toBe(chunks);
    }
    await reader.cancel();
    expect(seen().roundTrips).toBe(2);
  });
});
