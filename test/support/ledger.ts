import { TENANT_TABLES } from "#src/db/tenant-tables.ts";

/** One statement as D1 was asked, and how many rows it changed. */
export type Noted = { readonly sql: string; readonly params: readonly unknown[]; readonly changes: number };

/** One request, or one scheduled run, as tap.mjs notes it. */
export type Entry = {
  /** `CRON` for a scheduled run. */
  readonly method: string;
  readonly path: string;
  /** 0 where none was given: a scheduled run, or a request that threw. */
  readonly status: number;
  /** The organizations that the request's tokens name. */
  readonly presented: readonly string[];
  /** Those that the tokens of its answer do. */
  readonly issued: readonly string[];
  /** Those that a webhook's body does; null for every other request. */
  readonly told: readonly string[] | null;
  readonly statements: readonly Noted[];
};

const LEDGER = "/.tap/ledger";
/** Whatever is filled from Clerk while a page is read. */
const MIRROR = new Set(["organizations", "memberships"]);
const TENANT_NAMES = new Set([...TENANT_TABLES.map(({ name }) => name), "task_search"]);
/** An invitation is written down before Clerk is asked, which may refuse it: what it was refused for stays. */
const ASKED_OF_CLERK = {
  path: /^\/(?:api\/invite|orgs\/\w+\/members\/invitations)$/,
  tables: new Set(["invitations", "invitation_queues", "idempotency_keys"]),
};
/** Reads at the database's primary: it writes what stands there. */
const READ_AT_PRIMARY = /^update "(\w+)" set "(\w+)" = "\1"."\2" where/;
/** A job's list of the organizations that it then goes through, each in a scope of its own. */
const LIST_OF_ORGANIZATIONS = /^select "org_id" as "orgId" from "\w+" where/;
const WRITES = /^\s*(?:insert|update|delete|replace)\b/i;
const MENTION = /\b(from|join|into|update)\s+"?(\w+)"?/gi;
const INSERT = /^insert into "(\w+)" \(([^)]*)\)(?: values \(([^)]*)\)| select)/i;
const PLACEHOLDER = /"(\w+)"\."org_id" = \?|\?/g;
const ORGANIZATION = /^org_\w+$/;

/** What a tapped Worker noted since it was last asked. */
export async function readLedger(
  ask: (path: string) => Promise<{ json: () => Promise<unknown> }>,
): Promise<readonly Entry[]> {
  // As tap.mjs writes them.
  return (await (await ask(LEDGER)).json()) as readonly Entry[];
}

/**
 * What no request may do, one line each: a statement on a tenant table that is not bound to the one organization of
 * the request's session (or of the event or job that it is about), and a change of tenant rows by a GET or by a
 * request that was refused.
 */
export function breachesOf(entries: readonly Entry[]): string[] {
  return entries.flatMap((entry) =>
    entry.statements.flatMap((statement) =>
      RULES.map((rule) => rule(statement, entry))
        .filter((breach) => breach !== null)
        .map((breach) => `${entry.method} ${entry.path} (${entry.status}): ${breach}: ${statement.sql}`),
    ),
  );
}

type Rule = (statement: Noted, entry: Entry) => string | null;

const RULES: readonly Rule[] = [
  function isBound(statement, { method }) {
    if (method === "CRON" && LIST_OF_ORGANIZATIONS.test(statement.sql)) return null;
    return unboundTablesOf(statement).length > 0 ? "a tenant table without its organization" : null;
  },
  function isForOne({ params }) {
    const named = new Set(params.filter(isOrganization));
    return named.size > 1 ? `${[...named].join(" and ")} in one statement` : null;
  },
  function isForTheRequests({ params }, entry) {
    const concerned = entry.told ?? (entry.issued.length > 0 ? entry.issued : entry.presented);
    const foreign = params.filter(isOrganization).filter((each) => !concerned.includes(each));
    const isOther = entry.method !== "CRON" && foreign.length > 0;
    return isOther ? `${foreign.join(", ")} instead of ${concerned.join(", ") || "none"}` : null;
  },
  function isByWhoMayChange({ sql, changes }, { method, path, status }) {
    if (changes === 0 || !WRITES.test(sql) || READ_AT_PRIMARY.test(sql)) return null;
    const tables = tenantTablesOf(sql);
    if (tables.every((table) => MIRROR.has(table))) return null;
    const wasAsked = method === "POST" && ASKED_OF_CLERK.path.test(path);
    if (wasAsked && tables.every((table) => ASKED_OF_CLERK.tables.has(table))) return null;
    const mayChange = !["GET", "HEAD"].includes(method) && status < 400;
    return mayChange ? null : `it changed ${changes} rows`;
  },
];

function tenantTablesOf(sql: string): string[] {
  return [...sql.matchAll(MENTION)]
    .map(([, , table = ""]) => table)
    .filter((table) => TENANT_NAMES.has(table));
}

/** The tenant tables that the statement reads or writes more often than it binds them to an organization. */
function unboundTablesOf({ sql, params }: Noted): string[] {
  const bindings: string[] = [];
  for (const [index, [, table]] of [...sql.matchAll(PLACEHOLDER)].entries()) {
    if (table !== undefined && isOrganization(params[index])) bindings.push(table);
  }
  const [, into, columns = "", values = ""] = INSERT.exec(sql) ?? [];
  // What a row is inserted for stands among its values; those of a selection are its source's.
  if (into !== undefined && (values === "" || insertsOrganization({ columns, values, params })))
    bindings.push(into);
  const unbound = tenantTablesOf(sql);
  for (const table of bindings) if (unbound.includes(table)) unbound.splice(unbound.indexOf(table), 1);
  return unbound;
}

function insertsOrganization(insert: {
  readonly columns: string;
  readonly values: string;
  readonly params: readonly unknown[];
}): boolean {
  const at = insert.columns.split(",").findIndex((column) => column.trim() === '"org_id"');
  const values = insert.values.split(",").map((value) => value.trim());
  const before = values.slice(0, at).filter((value) => value === "?").length;
  return values[at] === "?" && isOrganization(insert.params[before]);
}

function isOrganization(value: unknown): value is string {
  return typeof value === "string" && ORGANIZATION.test(value);
}
