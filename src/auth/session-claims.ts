import type { Config } from "#src/lib/config.ts";
import { isSessionId } from "#src/lib/ids.ts";

/** What a session token must say besides carrying a good signature. */
export type ExpectedClaims = {
  /** `https://` and the host inside the publishable key. */
  readonly issuer: string;
  readonly authorizedParties: readonly string[];
};

export function expectedClaims({ frontendApiHost, origin }: Config): ExpectedClaims {
  return { issuer: `https://${frontendApiHost}`, authorizedParties: [origin] };
}

const LONGEST_LIFE_SECONDS = 120;

/**
 * The claims that may leave the server: what Clerk's components and clerk-js know of a session anyway.
 * A Clerk instance can be set to add others (metadata, an e-mail address); those stay here.
 */
const PUBLIC_CLAIMS: ReadonlySet<string> = new Set(
  "act azp exp fea fva iat iss jti nbf o pla sid sts sub v".split(" "),
);

/** The claims less those that may not leave the server. */
export function publicClaims<Claims extends object>(claims: Claims): Claims {
  const open = Object.entries(claims).filter(([name]) => PUBLIC_CLAIMS.has(name));
  // The claims that are left out are the optional ones of custom tokens.
  return Object.fromEntries(open) as Claims;
}

/**
 * The first claim that is not as it must be; null when all are. Clerk's verification leaves these open: it
 * never compares the issuer, and lets a token pass without `sid` or `iat`, or with years to live
 * (`@clerk/backend` jwt/verifyJwt.ts).
 */
export function faultOfClaims(claims: Record<string, unknown>, expected: ExpectedClaims): string | null {
  const { iss, azp, v, sid, sub, exp, iat, nbf, sts } = claims;
  if (iss !== expected.issuer) return "iss";
  if (!expected.authorizedParties.some((party) => party === azp)) return "azp";
  if (v !== 2) return "v";
  if (!isSessionId(sid)) return "sid";
  if (typeof sub !== "string" || !sub.startsWith("user_")) return "sub";
  if (typeof exp !== "number" || typeof iat !== "number" || typeof nbf !== "number") return "exp";
  if (exp - iat > LONGEST_LIFE_SECONDS) return "exp";
  return sts === undefined || sts === "active" || sts === "pending" ? null : "sts";
}
