import { withLocalDatabase } from "#scripts/local/local-d1.ts";
import { seedRows, type SeedSize } from "./rows.ts";
import type { TableRows } from "./table-rows.ts";

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
  const added = await withLocalDatabase((database) => loadTables(database, seedRows(size), onProgress));
  return { added, seconds: (Date.now() - startedAtMs) / 1000 };
}

/** Answers how many tasks were new. */
export async function loadTables(
  database: D1Database,
  tables: readonly TableRows[],
  onProgress: (done: number, all: number) => void,
): Promise<number> {
  const all = tables.reduce((sum, { length }) => sum + length, 0);
  let done = 0;
  const before = await countTasks(database);
  for (const table of tables) {
    for (const batch of inGroups(inGroups(table.rows, ROWS_PER_STATEMENT), STATEMENTS_PER_BATCH)) {
      await database.batch(batch.map((rows) => insertOf(database, table, rows)));
      done += batch.reduce((sum, rows) => sum + rows.length, 0);
      onProgress(done, all);
    }
  }
  return (await countTasks(database)) - before;
}

/** Not from D1's own count of changes, which has those of triggers in it. */
async function countTasks(database: D1Database): Promise<number> {
  return (await database.prepare("select count(*) as count from tasks").first<number>("count")) ?? 0;
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
