import { organizationPath, type Tenant } from "#src/auth/tenant.ts";
import type { UserId } from "#src/lib/ids.ts";

/** What a session says about who is calling. */
export type Session =
  | { readonly kind: "anonymous" }
  /** Signed in, but Clerk still wants something done first (choosing an organization, a second factor). */
  | { readonly kind: "pending"; readonly userId: UserId }
  | { readonly kind: "person"; readonly userId: UserId }
  | { readonly kind: "member"; readonly userId: UserId; readonly tenant: Tenant };

export type Member<Scope> = {
  readonly kind: "member";
  readonly userId: UserId;
  readonly tenant: Tenant;
  /** The tenant boundary, bound to `tenant.orgId` where both are made (middleware.ts). */
  readonly scope: Scope;
};

/** A session with, for a member, the way to the organization's rows. */
export type Caller<Scope> = Exclude<Session, { kind: "member" }> | Member<Scope>;

/** Where a caller's work is: the active organization's dashboard, or the choice of one; null when signed out. */
export function homePath(session: Session): string | null {
  if (session.kind === "anonymous") return null;
  return session.kind === "member" ? organizationPath(session.tenant, "dashboard") : "/me";
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
