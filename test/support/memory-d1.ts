import { readdirSync, readFileSync } from "node:fs";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import type { SqlConnection } from "#src/db/database.ts";

export type MemoryD1 = {
  readonly connection: SqlConnection;
  readonly all: (sql: string) => Record<string, unknown>[];
};

/**
 * A migrated database in this process, for what is asked thousands of times: SQLite and the site's own migrations, with
 * a batch as one transaction, and none of D1's network and disk.
 */
export function openMemoryD1(): MemoryD1 {
  const database = new DatabaseSync(":memory:", { enableForeignKeyConstraints: true });
  const files = readdirSync("migrations").filter((name) => name.endsWith(".sql"));
  for (const file of files.toSorted()) database.exec(readFileSync(`migrations/${file}`, "utf8"));
  const run = (sql: string, params: readonly SQLInputValue[] = []) => database.prepare(sql).all(...params);
  return {
    connection: {
      // Of a prepared statement, Database uses no more than what batch below is handed.
      prepare: (sql) =>
        ({ bind: (...params: unknown[]) => ({ sql, params }) }) as unknown as D1PreparedStatement,
      batch: async <Row>(bound: D1PreparedStatement[]) => {
        // As prepare above makes them.
        const asked = bound as unknown as { sql: string; params: SQLInputValue[] }[];
        database.exec("begin");
        try {
          const results = asked.map(({ sql, params }) => ({ results: run(sql, params) }));
          database.exec("commit");
          return results as unknown as D1Result<Row>[];
        } catch (error) {
          database.exec("rollback");
          throw error;
        }
      },
    },
    all: (sql) => run(sql),
  };
}
