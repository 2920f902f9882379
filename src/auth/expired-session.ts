import { verifyToken } from "@clerk/backend";
import { faultOfClaims, type ExpectedClaims } from "#src/auth/session-claims.ts";
import { parseUserId, type UserId } from "#src/lib/ids.ts";

/** Clerk's default: seven days from sign-in, whatever happens in between. */
const LONGEST_SESSION_MS = 7 * 24 * 60 * 60 * 1000;
const SESSION_COOKIE = /^__session(?:_[\w-]+)?=(.+)$/;

/**
 * Whose session token this was: the person of an expired but authentic token in the request's cookies, or
 * null. Says nothing about whether that session still lives: no page may be shown and nothing of an
 * organization touched on the strength of it.
 */
export async function readExpiredPerson(
  request: Request,
  expected: ExpectedClaims & { readonly jwtKey: string },
): Promise<UserId | null> {
  for (const pair of (request.headers.get("cookie") ?? "").split(/;\s*/)) {
    const token = SESSION_COOKIE.exec(pair)?.[1];
    const userId = token === undefined ? null : await personOf(token, expected);
    if (userId !== null) return userId;
  }
  return null;
}

async function personOf(
  token: string,
  expected: ExpectedClaims & { readonly jwtKey: string },
): Promise<UserId | null> {
  try {
    const { jwtKey, authorizedParties } = expected;
    const claims = await verifyToken(token, {
      jwtKey,
      authorizedParties: [...authorizedParties],
      clockSkewInMs: LONGEST_SESSION_MS,
    });
    return faultOfClaims({ ...claims }, expected) === null ? parseUserId(claims.sub) : null;
  } catch {
    return null;
  }
}
