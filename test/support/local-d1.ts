import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { fetchAlone } from "#test/support/direct-fetch.ts";
import { migrate } from "#test/support/migrations.ts";

export type LocalD1 = {
  readonly database: D1Database;
  readonly dispose: () => Promise<void>;
};

/** Runs on its binding `DB` what comes as requests: statements as a batch, or a text of several. */
const DATABASE_SCRIPT = `export default {
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

/** Beside the Workers of a Miniflare, on the database that they call `site`. */
export const DATABASE_WORKER = {
  name: "database",
  compatibilityDate: "2026-10-12",
  modules: true as const,
  script: DATABASE_SCRIPT,
  d1Databases: { DB: "site" },
  unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
};

/** A migrated D1 of its own, in workerd. */
export async function startLocalD1(): Promise<LocalD1> {
  const miniflare = new Miniflare(convertV4MiniflareOptions({ cf: false, workers: [DATABASE_WORKER] }));
  const database = await databaseOf(miniflare);
  await migrate(database);
  return { database, dispose: () => miniflare.dispose() };
}

type Bound = { readonly sql: string; readonly params: readonly unknown[] };

/**
 * The D1 behind `DATABASE_WORKER`. Miniflare's own binding stops this process for each statement, even to prepare one.
 */
export async function databaseOf(miniflare: Miniflare): Promise<D1Database> {
  const url = await miniflare.unsafeGetDirectURL(DATABASE_WORKER.name);
  const send = async (asked: object): Promise<unknown> => {
    const response = await fetchAlone(url, { method: "POST", body: JSON.stringify(asked) });
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
