import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { migrate } from "#test/support/migrations.ts";

export type LocalD1 = {
  readonly database: D1Database;
  readonly dispose: () => Promise<void>;
};

/** Runs on its binding `DB` what comes as requests: statements as a batch, or a text of several. */
export const DATABASE_SCRIPT = `export default {
  async fetch(request, { DB }) {
    const { text, batch } = await request.json();
    try {
      if (text !== undefined) return Response.json(await DB.exec(text));
      return Response.json(await DB.batch(batch.map(({ sql, params }) => DB.prepare(sql).bind(...params))));
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
      script: DATABASE_SCRIPT,
      compatibilityDate: "2026-10-12",
      d1Databases: { DB: "test" },
    }),
  );
  const database = databaseBy((init) => miniflare.dispatchFetch("http://d1.test/", init));
  await migrate(database);
  return { database, dispose: () => miniflare.dispose() };
}

type Fetched = { readonly ok: boolean; readonly json: () => Promise<unknown> };
type Bound = { readonly sql: string; readonly params: readonly unknown[] };

/**
 * A D1 behind `DATABASE_SCRIPT`, by whichever way a request reaches it. Miniflare's own binding stops this process for
 * each statement, even to prepare one.
 */
export function databaseBy(ask: (init: { method: string; body: string }) => Promise<Fetched>): D1Database {
  const send = async (asked: object): Promise<unknown> => {
    const response = await ask({ method: "POST", body: JSON.stringify(asked) });
    const answer = await response.json();
    // What the Worker above answers for an error.
    if (!response.ok) throw new Error((answer as Error).message);
    return answer;
  };
  // What D1 answers to a batch, and below to a text.
  const batch = async (statements: readonly Bound[]) => (await send({ batch: statements })) as D1Result[];
  const bound = (sql: string, params: readonly unknown[]) => ({
    sql,
    params,
    bind: (...values: unknown[]) => bound(sql, values),
    all: async () => (await batch([{ sql, params }]))[0],
    run: async () => (await batch([{ sql, params }]))[0],
    first: async (column?: string) => {
      const row = (await batch([{ sql, params }]))[0]?.results[0] ?? null;
      return row === null || column === undefined ? row : Reflect.get(row, column);
    },
  });
  const database = {
    prepare: (sql: string) => bound(sql, []),
    batch,
    exec: (text: string) => send({ text }),
  };
  // Less what no test asks of it.
  return database as unknown as D1Database;
}
