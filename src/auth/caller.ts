import type { Right } from "#src/auth/rights.ts";
import { organizationPath, type Tenant } from "#src/auth/tenant.ts";
import type { MachineId, OrgId, UserId } from "#src/lib/ids.ts";

/** What a session says about who is calling. */
export type Session =
  | { readonly kind: "anonymous" }
  /** Signed in, but Clerk still wants something done first (choosing an organization, a second factor). */
  | { readonly kind: "pending"; readonly userId: UserId }
  | { readonly kind: "person"; readonly userId: UserId }
  | { readonly kind: "member"; readonly userId: UserId; readonly tenant: Tenant }
  | MachineSession;

/** A program that calls for one organization by a token of its own. It never opens a page. */
export type MachineSession = {
  readonly kind: "machine";
  readonly machineId: MachineId;
  /** As whoever made the key called it; null where machines have none. */
  readonly name: string | null;
  readonly orgId: OrgId;
  /** All that it may do: the rights that its token names. */
  readonly scopes: readonly Right[];
};

export type Member<Scope> = {
  readonly kind: "member";
  readonly userId: UserId;
  readonly tenant: Tenant;
  /** The tenant boundary, bound to `tenant.orgId` where both are made (middleware.ts). */
  readonly scope: Scope;
};

export type Machine<Scope> = MachineSession & { readonly scope: Scope };

/** Whoever works in an organization. */
export type Actor<Scope> = Member<Scope> | Machine<Scope>;

/** A session with, for whoever is in an organization, the way to its rows. */
export type Caller<Scope> = Exclude<Session, { kind: "member" | "machine" }> | Actor<Scope>;

/** Where a caller's work is: the active organization's dashboard, or the choice of one; null when signed out. */
export function homePath(session: Session): string | null {
  if (session.kind === "anonymous" || session.kind === "machine") return null;
  return session.kind === "member" ? organizationPath(session.tenant, "dashboard") : "/me";
}

/** The person that calls, in or outside of an organization; null of a machine and of nobody. */
export function personIn(session: Session): UserId | null {
  return session.kind === "anonymous" || session.kind === "machine" ? null : session.userId;
}

/** The signed-in caller of a page that access.ts keeps for people. Throws when that row is missing. */
export function requirePerson<Scope>(
  caller: Caller<Scope>,
): Extract<Caller<Scope>, { kind: "person" | "member" }> {
  if (caller.kind === "person" || caller.kind === "member") return caller;
  throw new Error(`a page for people was reached by a caller that is ${caller.kind}`);
}

/** The member behind a page that access.ts keeps for members. Throws when that row is missing. */
export function requireMember<Scope>(caller: Caller<Scope>): Member<Scope> {
  if (caller.kind === "member") return caller;
  throw new Error(`a page for members was reached by a caller that is ${caller.kind}`);
}

/** The member or machine behind a route that access.ts opens to both. Throws when that row is missing. */
export function requireActor<Scope>(caller: Caller<Scope>): Actor<Scope> {
  return caller.kind === "machine" ? caller : requireMember(caller);
}
