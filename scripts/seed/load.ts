import { resolve } from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { unstable_readConfig, type Unstable_Config } from "wrangler";
import { Mendable } from "#scripts/local/commands.ts";
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
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      cf: false,
      modules: true,
      script: "export default { fetch: () => new Response() }",
      d1Databases: { DB: databaseId() },
      resourcePersistencePath: resolve(STATE, "v3"),
    }),
  );
  try {
    const database = await miniflare.getD1Database("DB");
    const added = await loadTables(database, seedRows(size), onProgress);
    return { added, seconds: (Date.now() - startedAtMs) / 1000 };
  } catch (error) {
    if (!/no such (table|column)/.test(String(error))) throw error;
    throw new Mendable('The local database lacks a migration: run "npm run db:migrate" first.');
  } finally {
    await miniflare.dispose();
  }
}

/** The id under which wrangler and astro keep the site's local database. */
function databaseId(): string {
  const config: Unstable_Config = unstable_readConfig({ config: "wrangler.toml" }, { hideWarnings: true });
  const id = config.d1_databases.find(({ binding }) => binding === "DB")?.database_id;
  if (id === undefined) throw new Error("wrangler.toml names no database DB");
  return id;
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
