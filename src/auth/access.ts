import type { Session } from "#src/auth/caller.ts";
import { can, namesOrganization, organizationPath, type Tenant } from "#src/auth/tenant.ts";
import type { Permission } from "#src/auth/roles.ts";

export type Method = "GET" | "POST";

/** Who may enter. `member` also means: the path's organization, if it names one, is the active one. */
export type Entry = {
  readonly who: "anyone" | "signed-in" | "person" | "member";
  readonly permission?: Permission;
};

const ANYONE: Entry = { who: "anyone" };
const SIGNED_IN: Entry = { who: "signed-in" };
const PERSON: Entry = { who: "person" };
const MEMBER: Entry = { who: "member" };

/**
 * Astro's route pattern × method → who may enter. A route without a row is closed, a method without a cell
 * is answered 405. Keyed by what the router matched, never by the request's path: the two can differ
 * (encoding, double slashes), and that difference has been a published vulnerability.
 */
export const ACCESS: Readonly<Record<string, Partial<Record<Method, Entry>>>> = {
  "/": { GET: ANYONE },
  "/404": { GET: ANYONE, POST: ANYONE },
  "/sign-in/[...rest]": { GET: ANYONE },
  "/sign-up/[...rest]": { GET: ANYONE },
  "/dashboard": { GET: PERSON },
  "/profile": { GET: PERSON },
  "/me": { GET: SIGNED_IN },
  "/me/session": { GET: SIGNED_IN },
  // Shown by middleware.ts in place of a form's own page; nobody gets there by its address.
  "/unsent-form": {},
  "/orgs": { GET: PERSON },
  "/orgs/[slug]": { GET: MEMBER },
  "/orgs/[slug]/dashboard": { GET: MEMBER, POST: MEMBER },
  "/orgs/[slug]/tasks/[id]": { GET: MEMBER, POST: MEMBER },
};

export type Admission =
  | { readonly kind: "enter" }
  | { readonly kind: "closed" }
  | { readonly kind: "method-not-allowed"; readonly allow: string }
  | { readonly kind: "sign-in" }
  | { readonly kind: "forbidden" }
  /** A form of another organization than the active one: nothing of it may be done. */
  | { readonly kind: "wrong-organization" }
  | { readonly kind: "go"; readonly path: string };

export type Visit = {
  readonly routePattern: string;
  readonly method: string;
  /** The path's organization segment, decoded by the router; undefined on routes without one. */
  readonly organization: string | undefined;
  /** The organization that a form says it was rendered for; null on every other request. */
  readonly formOrganization: string | null;
};

/** Decides entry to a route, from the table above and the session alone. */
export function admit(visit: Visit, session: Session): Admission {
  const row = Object.hasOwn(ACCESS, visit.routePattern) ? ACCESS[visit.routePattern] : undefined;
  if (row === undefined || Object.keys(row).length === 0) return { kind: "closed" };
  const method = visit.method === "HEAD" ? "GET" : visit.method;
  const entry = method === "GET" || method === "POST" ? row[method] : undefined;
  if (entry === undefined) return { kind: "method-not-allowed", allow: allowed(row) };
  return admitCaller(entry, visit, session);
}

function admitCaller(entry: Entry, visit: Visit, session: Session): Admission {
  if (entry.who === "anyone") return { kind: "enter" };
  if (session.kind === "anonymous") return { kind: "sign-in" };
  if (entry.who === "signed-in") return { kind: "enter" };
  if (entry.who === "member" && visit.method === "POST") return admitForm(entry, visit, session);
  if (session.kind === "pending") return { kind: "go", path: "/me" };
  if (entry.who === "person") return { kind: "enter" };
  // The same words for an organization that does not exist and for one the caller is not in.
  if (session.kind === "person") {
    return { kind: "go", path: visit.organization === undefined ? "/me" : "/me?notice=organization" };
  }
  const { tenant } = session;
  if (visit.organization !== undefined && !namesOrganization(tenant, visit.organization)) {
    return { kind: "go", path: `${organizationPath(tenant, "dashboard")}?notice=organization` };
  }
  return admitMember(entry, tenant);
}

/** A form is judged by the organization it was rendered for; its path is only where it was shown. */
function admitForm(entry: Entry, visit: Visit, session: Exclude<Session, { kind: "anonymous" }>): Admission {
  if (session.kind !== "member" || visit.formOrganization !== session.tenant.orgId) {
    return { kind: "wrong-organization" };
  }
  return admitMember(entry, session.tenant);
}

function admitMember({ permission }: Entry, tenant: Tenant): Admission {
  return permission === undefined || can(tenant, permission) ? { kind: "enter" } : { kind: "forbidden" };
}

function allowed(row: Partial<Record<Method, Entry>>): string {
  const methods = Object.keys(row);
  return (methods.includes("GET") ? ["GET", "HEAD", ...methods.slice(1)] : methods).join(", ");
}
