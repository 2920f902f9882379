import type { SessionAuthObject } from "@clerk/backend";
import { signedOutAuthObject } from "@clerk/backend/internal";
import type { Session } from "#src/auth/caller.ts";
import { isPermission, NO_ROLE, type Role } from "#src/auth/roles.ts";
import { faultOfClaims, publicClaims, type ExpectedClaims } from "#src/auth/session-claims.ts";
import { parseOrgId, parseUserId, type OrgId, type UserId } from "#src/lib/ids.ts";

export type Reading = {
  readonly session: Session;
  /** Of a member's session. */
  readonly sessionId?: string;
  /** Why a token that Clerk accepted was refused here; for the security log. */
  readonly refusal?: string;
};

const ANONYMOUS: Session = { kind: "anonymous" };

/**
 * The one reader of Clerk's auth object: who is calling, after a second check of the claims. A token that
 * fails it makes an anonymous caller.
 */
export function readSession(auth: SessionAuthObject, expected: ExpectedClaims): Reading {
  const { sessionClaims } = auth;
  if (sessionClaims === null) return { session: ANONYMOUS };
  const userId = parseUserId(sessionClaims.sub);
  const refusal = faultOfClaims({ ...sessionClaims }, expected);
  if (refusal !== null || userId === null) return { session: ANONYMOUS, refusal: refusal ?? "sub" };
  if (auth.sessionStatus === "pending") return { session: { kind: "pending", userId } };
  if (auth.orgId === undefined) return { session: { kind: "person", userId } };
  const orgId = parseOrgId(auth.orgId);
  if (orgId === null) return { session: ANONYMOUS, refusal: "o.id" };
  return { session: memberSession(auth, orgId, userId), sessionId: sessionClaims.sid };
}

type Auth = App.Locals["auth"];

/**
 * Clerk's auth function less the claims that may not leave the server: @clerk/astro prints what it answers
 * into every page (`__CLERK_ASTRO_DATA__`).
 */
export function withPublicClaims(auth: Auth): Auth {
  return (options?: Parameters<Auth>[0]) => {
    const full = auth(options);
    return full.sessionClaims === null ? full : { ...full, sessionClaims: publicClaims(full.sessionClaims) };
  };
}

/** The auth function of a caller whose token was refused here. */
export const signedOutAuth: Auth = (() => signedOutAuthObject()) as unknown as Auth;

function memberSession(auth: SessionAuthObject, orgId: OrgId, userId: UserId): Session {
  const { orgRole, orgPermissions, orgSlug, actor } = auth;
  // The SDK prefixes every role with `org:` (shared/jwtPayloadParser.ts); a token without one grants nothing.
  const role: Role = orgRole?.startsWith("org:") ? `org:${orgRole.slice("org:".length)}` : NO_ROLE;
  const permissions = (orgPermissions ?? []).filter(isPermission);
  return {
    kind: "member",
    userId,
    tenant: {
      orgId,
      orgSlug: orgSlug ?? null,
      userId,
      role,
      permissions,
      ...(actor !== undefined && { isImpersonated: true }),
    },
  };
}
