import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import type { SqlConnection } from "#src/db/database.ts";
import { migrate } from "#test/support/migrations.ts";

export type LocalD1 = {
  readonly database: D1Database;
  /**
   * The same database for acts: a batch is one request to a Worker, so that many can be under way at once.
   * Miniflare's own binding stops this process for each statement.
   */
  readonly connection: SqlConnection;
  readonly dispose: () => Promise<void>;
};

/** Runs batches that come as requests, on its binding `DB`. */
export const BATCH_WORKER = `export default {
  async fetch(request, { DB }) {
    const asked = await request.json();
    try {
      return Response.json(await DB.batch(asked.map(({ sql, params }) => DB.prepare(sql).bind(...params))));
    } catch ({ message }) {
      return Response.json({ message }, { status: 500 });
    }
  },
};`;

/** A migrated D1 of its own, in workerd. */
export async function startLocalD1(): Promise<LocalD1> {
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      cf: false,
      modules: true,
      script: BATCH_WORKER,
      compatibilityDate: "2026-10-12",
      d1Databases: { DB: "test" },
    }),
  );
  const database = await miniflare.getD1Database("DB");
  await migrate(database);
  return {
    database,
    connection: connectionBy((init) => miniflare.dispatchFetch("http://d1.test/", init)),
    dispose: () => miniflare.dispose(),
  };
}

type Fetched = { readonly ok: boolean; readonly json: () => Promise<unknown> };

/** Through `BATCH_WORKER`, by whichever way a request reaches it. */
export function connectionBy(
  ask: (init: { method: string; body: string }) => Promise<Fetched>,
): SqlConnection {
  return {
    // Of a prepared statement, Database uses no more than what batch below is handed.
    prepare: (sql) =>
      ({ bind: (...params: unknown[]) => ({ sql, params }) }) as unknown as D1PreparedStatement,
    batch: async <Row>(bound: D1PreparedStatement[]) => {
      const response = await ask({ method: "POST", body: JSON.stringify(bound) });
      const answer = await response.json();
      // What the Worker above answers: D1's results, or its error's message.
      if (response.ok) return answer as D1Result<Row>[];
      throw new Error((answer as Error).message);
    },
  };
}
