import { afterAll, beforeAll, expect, test } from "vitest";
import { TENANT_TABLES } from "#src/db/tenant-tables.ts";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { addInvitation } from "#test/support/invitations.ts";
import { startLocalD1, type LocalD1 } from "#test/support/local-d1.ts";
import { ACME, ADA, GLOBEX } from "#test/support/people.ts";

let local: LocalD1;
beforeAll(async () => {
  local = await startLocalD1();
  await loadTables(local.database, seedRows({ organizations: 2, tasks: 24 }), () => {});
  // The seed has none of these.
  await addInvitation(local.database, { orgId: ACME.id, status: "waiting" });
  await run("insert into activity_seals values (?, 1, 'hash')", ACME.id);
  await run("insert into idempotency_keys values (?, ?, 'key', 'print', 'answer', 1)", ACME.id, ADA.id);
});
afterAll(() => local.dispose());

function run(sql: string, ...params: unknown[]) {
  return local.database
    .prepare(sql)
    .bind(...params)
    .run();
}

async function rows<Row>(sql: string): Promise<Row[]> {
  const { results } = await local.database.prepare(sql).all<Row>();
  return results;
}

/** Every table of the live schema that has an org_id, but for what triggers make of tasks for the search. */
async function tenantTables(): Promise<string[]> {
  const tables = await rows<{ name: string }>(
    "select name from sqlite_master where type = 'table' and substr(name, 1, 4) <> '_cf_' and name not like 'task_search%' order by name",
  );
  const columns = await Promise.all(
    tables.map(({ name }) => rows<{ name: string }>(`pragma table_info(${name})`)),
  );
  return tables.map(({ name }) => name).filter((_, at) => columns[at]?.some(({ name }) => name === "org_id"));
}

test("export and erasure know every table that has an org_id", async () => {
  expect(TENANT_TABLES.map(({ name }) => name).toSorted()).toEqual(await tenantTables());
});

test("no row of any tenant table changes its organization", async () => {
  for (const table of await tenantTables()) {
    const moved = run(`update ${table} set org_id = 'org_b'`);
    await expect(moved, table).rejects.toThrow(/org_id never changes/);
  }
});

test("no row of any tenant table is added to an organization that is deleted", async () => {
  await run("insert into deleted_organizations values ('org_gone', 1, null)");
  for (const table of await tenantTables()) {
    const added = run(`insert into ${table} (org_id) values ('org_gone')`);
    await expect(added, table).rejects.toThrow(/the organization is deleted/);
  }
});

test("D1 refuses what belongs to another organization's row", async () => {
  const [task] = await rows<{ id: string }>(`select id from tasks where org_id = '${ACME.id}' limit 1`);
  const [member] = await rows<{ id: string }>(
    `select user_id as id from memberships where org_id = '${GLOBEX.id}' and user_id <> '${ADA.id}' limit 1`,
  );
  const comment = run(
    "insert into task_comments values (?, 'cmt_x', ?, ?, 'x', 1)",
    GLOBEX.id,
    task?.id,
    ADA.id,
  );
  await expect(comment).rejects.toThrow(/FOREIGN KEY/);
  const assigned = run("update tasks set assignee_id = ? where id = ?", member?.id, task?.id);
  await expect(assigned).rejects.toThrow(/FOREIGN KEY/);
  // Globex has logged as much, and sealed nothing: its second row cannot be sealed on the strength of Acme's first.
  await expect(run("insert into activity_seals values (?, 2, 'hash')", GLOBEX.id)).rejects.toThrow(
    /in order/,
  );
});

test("the log only grows, by one number at a time, while its organization lives", async () => {
  const [last] = await rows<{ seq: number }>(`select max(seq) seq from activity where org_id = '${ACME.id}'`);
  const insert = "insert into activity values (?, ?, ?, 'task.added', 'task', 'tsk_x', '{}', 1, 0)";
  for (const seq of [0, (last?.seq ?? 0) + 2]) {
    await expect(run(insert, ACME.id, seq, ADA.id), String(seq)).rejects.toThrow(/without gaps/);
  }
  await expect(run("update activity set details = '{}'")).rejects.toThrow(/never changes/);
  await expect(run("delete from activity where org_id = ?", ACME.id)).rejects.toThrow(/stays/);
  await expect(run("update activity_seals set hash = 'other'")).rejects.toThrow(/never changes/);
});

test("a task keeps its id and its creation, by which the search finds it", async () => {
  await expect(run("update tasks set created_at_ms = 1")).rejects.toThrow(/keeps its id/);
  await expect(run("update tasks set id = id || 'x'")).rejects.toThrow(/keeps its id/);
});

test("in every tenant table org_id comes first in the primary key, every index and every foreign key", async () => {
  for (const table of await tenantTables()) {
    const columns = await rows<{ name: string; pk: number }>(`pragma table_info(${table})`);
    expect(columns.find(({ pk }) => pk === 1)?.name, `${table}: primary key`).toBe("org_id");
    const indexes = await rows<{ name: string }>(`pragma index_list(${table})`);
    for (const index of indexes) {
      const [first] = await rows<{ name: string }>(`pragma index_info(${index.name})`);
      expect(first?.name, index.name).toBe("org_id");
    }
    const keys = await rows<{ seq: number; from: string; to: string }>(`pragma foreign_key_list(${table})`);
    for (const key of keys.filter(({ seq }) => seq === 0)) {
      expect(key, table).toMatchObject({ from: "org_id", to: "org_id" });
    }
  }
});

test("foreign keys are enforced", async () => {
  expect(await rows("pragma foreign_keys")).toEqual([{ foreign_keys: 1 }]);
});
