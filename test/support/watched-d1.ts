import type { SqlConnection } from "#src/db/database.ts";

export type Asked = { readonly sql: string; readonly params: readonly unknown[] };

/** A connection that remembers what was asked through it, and what D1 said that it read. */
export function watch(database: D1Database) {
  const statements: Asked[] = [];
  let rowsRead = 0;
  let roundTrips = 0;
  const connection: SqlConnection = {
    prepare: (sql) => {
      const bind = (...params: unknown[]) => {
        statements.push({ sql, params });
        return database.prepare(sql).bind(...params);
      };
      // Of a prepared statement, Database uses no more.
      return { bind } as unknown as D1PreparedStatement;
    },
    batch: async <Row>(bound: D1PreparedStatement[]) => {
      roundTrips += 1;
      const results = await database.batch<Row>(bound);
      for (const { meta } of results) rowsRead += meta.rows_read;
      return results;
    },
  };
  return {
    connection,
    seen: () => ({ statements, rowsRead, roundTrips }),
  };
}

/** How D1 would go about a statement, a line for each step. */
export async function planOf(database: D1Database, { sql, params }: Asked): Promise<string[]> {
  const plan = database.prepare(`explain query plan ${sql}`).bind(...params);
  return (await plan.all<{ detail: string }>()).results.map(({ detail }) => detail);
}
