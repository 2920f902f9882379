import { readdirSync, readFileSync } from "node:fs";
import { unstable_splitSqlQuery } from "wrangler";

/** Every migration's statements, in order, as wrangler applies them. */
export function migrationStatements(): string[] {
  const files = readdirSync("migrations")
    .filter((name) => name.endsWith(".sql"))
    .toSorted();
  return files.flatMap((name) => unstable_splitSqlQuery(readFileSync(`migrations/${name}`, "utf8")));
}

export async function migrate(database: D1Database): Promise<void> {
  await database.batch(migrationStatements().map((sql) => database.prepare(sql)));
}
