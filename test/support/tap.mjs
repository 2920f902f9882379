/**
 * A Worker round a built one, which stays as it is: counts what a request asks of D1 and of the network, and
 * says it in the header `x-tap`. One request at a time. (JavaScript, since workerd takes it as it stands.)
 */
import { withEnv } from "cloudflare:workers";

/** The built Worker's, beside which this module is put. */
const ENTRY = "./entry.mjs";

let counts = noCounts();

const fetchUntapped = globalThis.fetch;
globalThis.fetch = (...args) => {
  counts.subrequests += 1;
  return fetchUntapped(...args);
};
// Later than the line above: what the Worker's modules keep of `fetch` is then the counting one.
const { default: worker } = await import(ENTRY);

export default {
  async fetch(request, env, context) {
    counts = noCounts();
    const tapped = { ...env, DB: tapDatabase(env.DB) };
    if (env.ASSETS !== undefined) tapped.ASSETS = { fetch: (...args) => tapFetch(env.ASSETS, args) };
    const response = await withEnv(tapped, () => worker.fetch(request, tapped, context));
    const body = response.body === null ? null : await response.arrayBuffer();
    const answer = new Response(body, response);
    answer.headers.set("x-tap", JSON.stringify(counts));
    return answer;
  },
};

function noCounts() {
  return { roundTrips: 0, rowsRead: 0, subrequests: 0, statements: [] };
}

function tapFetch(fetcher, args) {
  counts.subrequests += 1;
  return fetcher.fetch(...args);
}

/** As much of D1 as the tapped Workers use; anything else is missing, so that nothing goes uncounted. */
function tapDatabase(database) {
  return {
    prepare: (sql) => tapStatement(database.prepare(sql), sql),
    batch: (tapped) => count(tapped, () => database.batch(tapped.map(({ statement }) => statement))),
    withSession: (bookmark) => tapDatabase(database.withSession(bookmark)),
    getBookmark: () => database.getBookmark(),
  };
}

function tapStatement(statement, sql) {
  const tapped = {
    sql,
    statement,
    bind: (...values) => tapStatement(statement.bind(...values), sql),
    all: async () => (await count([tapped], async () => [await statement.all()]))[0],
  };
  return tapped;
}

async function count(tapped, run) {
  counts.roundTrips += 1;
  counts.statements.push(...tapped.map(({ sql }) => sql));
  const results = await run();
  for (const { meta } of results) counts.rowsRead += meta.rows_read;
  return results;
}
