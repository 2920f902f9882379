import type { SessionAuthObject } from "@clerk/backend";
import type { Session } from "#src/auth/caller.ts";
import { isPermission, type Role } from "#src/auth/roles.ts";
import { parseOrgId, parseUserId, type OrgId, type UserId } from "#src/lib/ids.ts";

/** What a session token must say besides carrying a good signature. */
export type ExpectedClaims = {
  /** `https://` and the host inside the publishable key. */
  readonly issuer: string;
  readonly authorizedParties: readonly string[];
};

export type Reading = {
  readonly session: Session;
  /** Why a token that Clerk accepted was refused here; for the security log. */
  readonly refusal?: string;
};

const LONGEST_LIFE_SECONDS = 120;
const ANONYMOUS: Session = { kind: "anonymous" };

/**
 * The one reader of Clerk's auth object: who is calling, after a second check of the claims.
 * Clerk's verification leaves some open: it never compares the issuer, and lets a token pass without `sid`
 * or `iat`, or with years to live (`@clerk/backend` jwt/verifyJwt.ts). Any such token is an anonymous caller.
 */
export function readSession(auth: SessionAuthObject, expected: ExpectedClaims): Reading {
  const { sessionClaims } = auth;
  if (sessionClaims === null) return { session: ANONYMOUS };
  const claims: Record<string, unknown> = { ...sessionClaims };
  const userId = parseUserId(claims["sub"]);
  const refusal = faultOf(claims, expected);
  if (refusal !== null || userId === null) return { session: ANONYMOUS, refusal: refusal ?? "sub" };
  if (auth.sessionStatus === "pending") return { session: { kind: "pending", userId } };
  if (auth.orgId === undefined) return { session: { kind: "person", userId } };
  const orgId = parseOrgId(auth.orgId);
  if (orgId === null) return { session: ANONYMOUS, refusal: "o.id" };
  return { session: memberSession(auth, orgId, userId) };
}

function memberSession(auth: SessionAuthObject, orgId: OrgId, userId: UserId): Session {
  const { orgRole, orgPermissions, orgSlug } = auth;
  // The SDK prefixes every role with `org:` (shared/jwtPayloadParser.ts); a token without one grants nothing.
  const role: Role = orgRole?.startsWith("org:") ? `org:${orgRole.slice("org:".length)}` : "org:none";
  const permissions = (orgPermissions ?? []).filter(isPermission);
  return {
    kind: "member",
    userId,
    tenant: { orgId, orgSlug: orgSlug ?? null, userId, role, permissions },
  };
}

/** The first claim that is not as it must be; null when all are. */
function faultOf(claims: Record<string, unknown>, expected: ExpectedClaims): string | null {
  const { iss, azp, v, sid, exp, iat, nbf, sts } = claims;
  if (iss !== expected.issuer) return "iss";
  if (typeof azp !== "string" || !expected.authorizedParties.includes(azp)) return "azp";
  if (v !== 2) return "v";
  if (typeof sid !== "string" || !/^sess_\w+$/.test(sid)) return "sid";
  if (typeof exp !== "number" || typeof iat !== "number" || typeof nbf !== "number") return "exp";
  if (exp - iat > LONGEST_LIFE_SECONDS) return "exp";
  return sts === undefined || sts === "active" || sts === "pending" ? null : "sts";
}
