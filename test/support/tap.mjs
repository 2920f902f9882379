/**
 * A Worker round a built one, which stays as it is: notes what each request asks of D1 and of the network. It hands
 * its notes over at `LEDGER` (ledger.ts), and where `TAP_COUNTS` is set it says in the header `x-tap` what an
 * answer cost. (JavaScript, since workerd takes it as it stands.)
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { withEnv } from "cloudflare:workers";

/** The built Worker's, beside which this module is put. */
const ENTRY = "./entry.mjs";
const LEDGER = "/.tap/ledger";
/** Where Clerk says what a machine's token, which says nothing by itself, is for. */
const MACHINE_CHECK = /^\/(api_keys|m2m_tokens)\/verify$/;

const current = new AsyncLocalStorage();
let ledger = [];

const fetchUntapped = globalThis.fetch;
globalThis.fetch = async (...args) => {
  const entry = current.getStore();
  if (entry !== undefined) entry.subrequests += 1;
  const response = await fetchUntapped(...args);
  if (entry !== undefined && MACHINE_CHECK.test(new URL(new Request(args[0]).url).pathname)) {
    entry.presented.push(...(await machineOrganizations(response.clone())));
  }
  return response;
};
// Later than the line above: what the Worker's modules keep of `fetch` is then the counting one.
const { default: worker } = await import(ENTRY);

export default {
  async fetch(request, env, context) {
    const { pathname } = new URL(request.url);
    if (pathname === LEDGER) return handOver();
    const entry = noted({ method: request.method, path: pathname, ...(await claimsOf(request)) });
    const tapped = tapBindings(env, entry);
    const response = await current.run(entry, () =>
      withEnv(tapped, () => worker.fetch(request, tapped, context)),
    );
    entry.status = response.status;
    entry.issued = response.headers.getSetCookie().flatMap((cookie) => organizationsIn(cookie.split(";")[0]));
    if (env.TAP_COUNTS === undefined) return response;
    // What streams asks on while it is read.
    const body = response.body === null ? null : await response.arrayBuffer();
    const answer = new Response(body, response);
    const { roundTrips, rowsRead, subrequests } = entry;
    const statements = entry.statements.map(({ sql }) => sql);
    const changes = entry.statements.reduce((sum, statement) => sum + statement.changes, 0);
    answer.headers.set("x-tap", JSON.stringify({ roundTrips, rowsRead, changes, subrequests, statements }));
    return answer;
  },

  scheduled(event, env, context) {
    const entry = noted({ method: "CRON", path: event.cron, presented: [], told: [] });
    const tapped = tapBindings(env, entry);
    return current.run(entry, () => withEnv(tapped, () => worker.scheduled(event, tapped, context)));
  },
};

function handOver() {
  const entries = ledger;
  ledger = [];
  return Response.json(entries);
}

function noted(asked) {
  const entry = {
    ...asked,
    status: 0,
    issued: [],
    roundTrips: 0,
    rowsRead: 0,
    subrequests: 0,
    statements: [],
  };
  ledger.push(entry);
  return entry;
}

/** The organizations that a request's tokens name, and those that a webhook's body does. */
async function claimsOf(request) {
  const cookies = (request.headers.get("cookie") ?? "").split("; ");
  const sessions = cookies.filter((cookie) => cookie.startsWith("__session"));
  const presented = [...sessions, request.headers.get("authorization") ?? ""].flatMap(organizationsIn);
  if (!new URL(request.url).pathname.startsWith("/api/webhooks/")) return { presented, told: null };
  const body = await request.clone().text();
  return { presented, told: body.match(/\borg_\w+/g) ?? [] };
}

/** By token: a browser sends the same ones with each request, each twice. */
const known = new Map();

/** Of a session token, signed or not; of anything else, none. */
function organizationsIn(text) {
  const [, payload = ""] = /\.(eyJ[\w-]+)\./.exec(text) ?? [];
  if (!known.has(payload)) known.set(payload, organizationsOf(payload));
  return known.get(payload);
}

function organizationsOf(payload) {
  try {
    const { o } = JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/")));
    return typeof o?.id === "string" ? [o.id] : [];
  } catch {
    return [];
  }
}

async function machineOrganizations(response) {
  const [, organization] = /"(?:subject|org_id)":"(org_\w+)"/.exec(await response.text()) ?? [];
  return response.ok && organization !== undefined ? [organization] : [];
}

function tapBindings(env, entry) {
  const tapped = { ...env, DB: tapDatabase(env.DB, entry) };
  if (env.ASSETS !== undefined) tapped.ASSETS = { fetch: (...args) => tapFetch(env.ASSETS, args, entry) };
  return tapped;
}

function tapFetch(fetcher, args, entry) {
  entry.subrequests += 1;
  return fetcher.fetch(...args);
}

/** As much of D1 as the tapped Workers use; anything else is missing, so that nothing goes unnoted. */
function tapDatabase(database, entry) {
  return {
    prepare: (sql) => tapStatement(database.prepare(sql), { sql, params: [] }, entry),
    batch: (tapped) => note(tapped, entry, () => database.batch(tapped.map(({ statement }) => statement))),
    withSession: (bookmark) => tapDatabase(database.withSession(bookmark), entry),
    getBookmark: () => database.getBookmark(),
  };
}

function tapStatement(statement, asked, entry) {
  const tapped = {
    asked,
    statement,
    bind: (...params) => tapStatement(statement.bind(...params), { ...asked, params }, entry),
    all: async () => (await note([tapped], entry, async () => [await statement.all()]))[0],
  };
  return tapped;
}

async function note(tapped, entry, run) {
  entry.roundTrips += 1;
  const notes = tapped.map(({ asked }) => ({ ...asked, changes: 0 }));
  entry.statements.push(...notes);
  const results = await run();
  for (const [index, { meta }] of results.entries()) {
    entry.rowsRead += meta.rows_read;
    notes[index].changes = meta.changes;
  }
  return results;
}
