import { getPlatformProxy } from "wrangler";
import { STATE } from "#scripts/local/settings.ts";
import { seedRows, type SeedSize, type TableRows } from "./rows.ts";

const ROWS_PER_STATEMENT = 500;
const STATEMENTS_PER_BATCH = 10;

/**
 * Adds the seed to the local D1 (`.wrangler/state`); rows already there stay as they are.
 * `onProgress` is told after each batch how many of all rows are through.
 */
export async function seedLocal(
  size: SeedSize,
  onProgress: (done: number, all: number) => void,
): Promise<{ readonly added: number; readonly seconds: number }> {
  const startedAtMs = Date.now();
  const proxy = await getPlatformProxy<{ DB: D1Database }>({
    configPath: "wrangler.toml",
    persist: { path: `${STATE}/v3` },
    remoteBindings: false,
  });
  try {
    const added = await loadTables(proxy.env.DB, seedRows(size), onProgress);
    return { added, seconds: (Date.now() - startedAtMs) / 1000 };
  } finally {
    await proxy.dispose();
  }
}

/** Answers how many tasks were new. */
export async function loadTables(
  database: D1Database,
  tables: readonly TableRows[],
  onProgress: (done: number, all: number) => void,
): Promise<number> {
  const all = tables.reduce((sum, { length }) => sum + length, 0);
  let done = 0;
  let added = 0;
  for (const table of tables) {
    for (const batch of inGroups(inGroups(table.rows, ROWS_PER_STATEMENT), STATEMENTS_PER_BATCH)) {
      const results = await database.batch(batch.map((rows) => insertOf(database, table, rows)));
      if (table.table === "tasks") added += results.reduce((sum, { meta }) => sum + meta.changes, 0);
      done += batch.reduce((sum, rows) => sum + rows.length, 0);
      onProgress(done, all);
    }
  }
  return added;
}

/** One parameter for all rows: D1 binds at most 100. */
function insertOf(
  database: D1Database,
  { table, columns }: TableRows,
  rows: readonly unknown[],
): D1PreparedStatement {
  const values = columns.map((_, at) => `value ->> ${at}`).join(", ");
  const sql = `insert or ignore into ${table} (${columns.join(", ")}) select ${values} from json_each(?)`;
  return database.prepare(sql).bind(JSON.stringify(rows));
}

function* inGroups<Item>(items: Iterable<Item>, size: number): Generator<Item[]> {
  let group: Item[] = [];
  for (const item of items) {
    group.push(item);
    if (group.length === size) {
      yield group;
      group = [];
    }
  }
  if (group.length > 0) yield group;
}
