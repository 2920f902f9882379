import type { MachineSession, Session } from "#src/auth/caller.ts";
import { mayEver, RIGHTS, type Right } from "#src/auth/rights.ts";
import { namesOrganization, organizationPath, type Tenant } from "#src/auth/tenant.ts";
import { isApiPath } from "#src/lib/problem.ts";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
type Method = (typeof METHODS)[number];

/** Who may enter. `member` also means: the path's organization, if it names one, is the active one. */
export type Entry = {
  readonly who: "anyone" | "signed-in" | "person" | "member";
  /** What can be done there. Whoever may do none of it is kept out; each act asks again for its own right. */
  readonly rights?: readonly Right[];
  /** Whether a machine enters as well: one whose token names every one of the rights. */
  readonly machine?: true;
};

type Row = Partial<Record<Method, Entry>>;
type Table = Readonly<Record<string, Row>>;

const ANYONE: Entry = { who: "anyone" };
const SIGNED_IN: Entry = { who: "signed-in" };
const PERSON: Entry = { who: "person" };
const MEMBER: Entry = { who: "member" };
const member = (...rights: readonly [Right, ...Right[]]): Entry => ({ who: "member", rights });
const memberOrMachine = (right: Right): Entry => ({ who: "member", rights: [right], machine: true });

/**
 * Astro's route pattern × method → who may enter. A route without a row is closed, a method without a cell
 * is answered 405. Keyed by what the router matched, never by the request's path: the two can differ
 * (encoding, double slashes), and that difference has been a published vulnerability.
 */
export const ACCESS = {
  "/": { GET: ANYONE },
  "/404": { GET: ANYONE, POST: ANYONE },
  "/sign-in/[...rest]": { GET: ANYONE },
  "/sign-up/[...rest]": { GET: ANYONE },
  "/dashboard": { GET: PERSON },
  "/profile": { GET: PERSON },
  "/me": { GET: SIGNED_IN },
  "/me/session": { GET: SIGNED_IN },
  // Shown by middleware.ts in place of the page asked for; nobody gets there by its address.
  "/unsent-form": {},
  "/forbidden": {},
  "/orgs": { GET: PERSON },
  "/orgs/[slug]": { GET: MEMBER },
  "/orgs/[slug]/dashboard": {
    GET: member("tasks.read"),
    POST: member("tasks.create", "tasks.move", "tasks.delete"),
  },
  "/orgs/[slug]/tasks": {
    GET: member("tasks.read"),
    POST: member("tasks.create", "tasks.move", "tasks.delete", "tasks.complete-many"),
  },
  "/orgs/[slug]/tasks/[id]": {
    GET: member("tasks.read"),
    POST: member("tasks.edit", "tasks.move", "tasks.delete", "comments.add"),
  },
  "/orgs/[slug]/posts": { GET: member("posts.read"), POST: member("posts.create") },
  "/orgs/[slug]/posts/[id]": {
    GET: member("posts.read"),
    POST: member("posts.edit", "posts.publish", "posts.pin"),
  },
  "/orgs/[slug]/activity": { GET: member("activity.read"), POST: member("activity.export") },
  "/orgs/[slug]/reports": { GET: member("reports.read"), POST: member("reports.export") },
  "/orgs/[slug]/members": { GET: member("members.read"), POST: member("members.manage") },
  "/orgs/[slug]/members/invitations": {
    GET: member("members.manage"),
    POST: member("members.manage"),
  },
  "/orgs/[slug]/settings/[...rest]": { GET: member("settings.read") },
  "/orgs/[slug]/integrations": {
    GET: member("integrations.manage"),
    POST: member("integrations.manage"),
  },
  "/admin": { GET: member("admin.read"), POST: member("organization.export") },
  "/admin/users": { GET: member("admin.read") },
  "/billing": { GET: member("billing.manage") },
  "/api/me": { GET: PERSON },
  "/api/admin/users": { GET: member("admin.read") },
  "/api/members/[id]": { PATCH: member("members.manage"), DELETE: member("members.manage") },
  "/api/invite": { POST: member("members.manage") },
  "/api/tasks": { GET: memberOrMachine("tasks.read"), POST: memberOrMachine("tasks.create") },
  "/api/tasks/[id]": {
    GET: memberOrMachine("tasks.read"),
    PATCH: member("tasks.edit", "tasks.move"),
    DELETE: member("tasks.delete"),
  },
  "/api/tasks/[id]/comments": {
    GET: memberOrMachine("tasks.read"),
    POST: memberOrMachine("comments.add"),
  },
  "/api/posts": { GET: member("posts.read"), POST: member("posts.create", "posts.publish") },
  "/api/posts/[id]": {
    GET: member("posts.read"),
    PATCH: member("posts.edit", "posts.publish", "posts.pin"),
    DELETE: member("posts.edit"),
  },
  "/api/reports": { GET: memberOrMachine("reports.read") },
  "/api/reports/tasks": { POST: member("reports.export") },
  "/api/reports/activity": { POST: member("activity.export") },
  "/api/activity": { GET: memberOrMachine("activity.read") },
  "/api/openapi.json": { GET: ANYONE },
} as const satisfies Table;

export type RoutePattern = keyof typeof ACCESS;

/** The row of whatever the router matched; undefined when there is none. */
export function accessTo(routePattern: string, table: Table = ACCESS): Row | undefined {
  return Object.hasOwn(table, routePattern) ? table[routePattern] : undefined;
}

export type Admission =
  | { readonly kind: "enter" }
  | { readonly kind: "closed" }
  | { readonly kind: "method-not-allowed"; readonly allow: string }
  | { readonly kind: "sign-in" }
  | { readonly kind: "forbidden" }
  /** A form, or a request of the API, for another organization than the active one: nothing of it may be done. */
  | { readonly kind: "wrong-organization" }
  | { readonly kind: "go"; readonly path: string };

export type Visit = {
  readonly routePattern: string;
  readonly method: string;
  /** The path's organization segment, decoded by the router; undefined on routes without one. */
  readonly organization: string | undefined;
  /** The organization that a form says it was rendered for; null on every other request. */
  readonly formOrganization: string | null;
  /** What a request of the API says it expects to be active, by id or slug; empty on every other. */
  readonly expected: readonly string[];
};

const WRONG_ORGANIZATION: Admission = { kind: "wrong-organization" };

/** Decides entry to a route, from the table above and the session alone. */
export function admit(visit: Visit, session: Session, table: Table = ACCESS): Admission {
  const row = accessTo(visit.routePattern, table);
  if (row === undefined || Object.keys(row).length === 0) return { kind: "closed" };
  const entry = entryOf(row, visit.method);
  if (entry === undefined) return { kind: "method-not-allowed", allow: allowed(row) };
  return admitCaller(entry, visit, session);
}

/** Whether a machine's token is to be looked at there at all. */
export function opensToMachines(routePattern: string, method: string): boolean {
  return entryOf(accessTo(routePattern) ?? {}, method)?.machine === true;
}

/** Whether that session may do something there that is judged by the mirror as well; whoever may not is refused without. */
export function asksMirror(routePattern: string, method: string, tenant: Tenant): boolean {
  const { rights = [] } = entryOf(accessTo(routePattern) ?? {}, method) ?? {};
  return rights.some((right) => RIGHTS[right].asks === "mirror" && mayEver(tenant, right));
}

function entryOf(row: Row, given: string): Entry | undefined {
  const asked = given === "HEAD" ? "GET" : given;
  const method = METHODS.find((known) => known === asked);
  return method === undefined ? undefined : row[method];
}

function admitCaller(entry: Entry, visit: Visit, session: Session): Admission {
  if (entry.who === "anyone") return { kind: "enter" };
  if (session.kind === "anonymous") return { kind: "sign-in" };
  if (session.kind === "machine") return admitMachine(entry, visit, session);
  if (entry.who === "signed-in") return { kind: "enter" };
  const isForm = visit.method === "POST" && !isApiPath(visit.routePattern);
  if (entry.who === "member" && isForm) return admitForm(entry, visit, session);
  if (session.kind === "pending") return { kind: "go", path: "/me" };
  if (entry.who === "person") return expectsAnother(visit, session) ? WRONG_ORGANIZATION : { kind: "enter" };
  // The same words for an organization that does not exist and for one the caller is not in.
  if (session.kind === "person") {
    return { kind: "go", path: visit.organization === undefined ? "/me" : "/me?notice=organization" };
  }
  const { tenant } = session;
  if (visit.organization !== undefined && !namesOrganization(tenant, visit.organization)) {
    return { kind: "go", path: `${organizationPath(tenant, "dashboard")}?notice=organization` };
  }
  return expectsAnother(visit, session) ? WRONG_ORGANIZATION : admitMember(entry, tenant);
}

/** By its scopes alone: a route without a right of its own is for no machine. */
function admitMachine({ rights = [], machine }: Entry, visit: Visit, session: MachineSession): Admission {
  if (machine !== true || rights.length === 0) return { kind: "sign-in" };
  // Its token knows the organization's id, and no slug.
  if (visit.expected.some((name) => name !== session.orgId)) return WRONG_ORGANIZATION;
  return rights.every((right) => session.scopes.includes(right)) ? { kind: "enter" } : { kind: "forbidden" };
}

function expectsAnother({ expected }: Visit, session: Session): boolean {
  return expected.some((name) => session.kind !== "member" || !namesOrganization(session.tenant, name));
}

/** A form is judged by the organization it was rendered for; its path is only where it was shown. */
function admitForm(
  entry: Entry,
  visit: Visit,
  session: Exclude<Session, { kind: "anonymous" | "machine" }>,
): Admission {
  if (session.kind !== "member" || visit.formOrganization !== session.tenant.orgId) {
    return WRONG_ORGANIZATION;
  }
  return admitMember(entry, session.tenant);
}

function admitMember({ rights }: Entry, tenant: Tenant): Admission {
  const hasOne = rights === undefined || rights.some((right) => mayEver(tenant, right));
  return hasOne ? { kind: "enter" } : { kind: "forbidden" };
}

function allowed(row: Row): string {
  const methods = Object.keys(row);
  return (methods.includes("GET") ? ["GET", "HEAD", ...methods.slice(1)] : methods).join(", ");
}
