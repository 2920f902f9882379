import { afterAll, beforeAll, expect, test } from "vitest";
import { startLocalD1, type LocalD1 } from "#test/support/local-d1.ts";

let local: LocalD1;
beforeAll(async () => {
  local = await startLocalD1();
});
afterAll(() => local.dispose());

async function rows<Row>(sql: string): Promise<Row[]> {
  const { results } = await local.database.prepare(sql).all<Row>();
  return results;
}

/** Every table of the live schema that has an org_id. */
async function tenantTables(): Promise<string[]> {
  const tables = await rows<{ name: string }>(
    "select name from sqlite_master where type = 'table' and substr(name, 1, 4) <> '_cf_' order by name",
  );
  const columns = await Promise.all(
    tables.map(({ name }) => rows<{ name: string }>(`pragma table_info(${name})`)),
  );
  return tables.map(({ name }) => name).filter((_, at) => columns[at]?.some(({ name }) => name === "org_id"));
}

test("the tenant tables are the ones we know", async () => {
  expect(await tenantTables()).toEqual(["memberships", "organizations", "tasks"]);
});

test("every tenant table has a trigger that keeps org_id, and it works", async () => {
  const { database } = local;
  await database.batch([
    database.prepare("insert into organizations values ('org_a', 'a', 'A', 1, 1, null)"),
    database.prepare("insert into memberships values ('org_a', 'user_a', 'org:admin', 1, 1, null)"),
    database.prepare(
      "insert into tasks values ('org_a', 'tsk_a', 't', '', 'todo', null, null, 'user_a', 1, 1, 1)",
    ),
  ]);
  for (const table of await tenantTables()) {
    const moved = database.prepare(`update ${table} set org_id = 'org_b'`).run();
    await expect(moved, table).rejects.toThrow(/org_id never changes/);
  }
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
