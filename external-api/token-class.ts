/** What a token must say of where it comes from. */
export type Expected = {
  /** The instance: `https://` and the host of its Frontend API. */
  readonly issuer: string;
  /** Origins of the sites whose people may call (`azp`). */
  readonly parties: readonly string[];
  /** What templates for this service have as `aud`. */
  readonly audience: string;
};

/** A session's own token, or one that a site had made from a JWT template for this service. */
export type TokenClass = "session" | "template";

/** Who calls, and for which organization; null where none is active. */
export type Identity = { readonly userId: string; readonly orgId: string | null };

/** `unavailable`: the keys could not be had, so nobody can tell. */
export type Verdict =
  | { readonly kind: "good"; readonly identity: Identity }
  | { readonly kind: "refused"; readonly fault: string }
  | { readonly kind: "unavailable" };

export type Verify = (token: string, tokenClass: TokenClass) => Promise<Verdict>;

type Json = Readonly<Record<string, unknown>>;

/** By the instance's one key Clerk signs several classes of tokens; their headers tell them apart. */
const CATEGORIES: Readonly<Record<TokenClass, string>> = {
  session: "cl_B7d4PD111AAA",
  template: "cl_B7d4PD222AAA",
};
const LONGEST_LIFE_SECONDS: Readonly<Record<TokenClass, number>> = { session: 120, template: 300 };
/** How far two clocks may be apart. */
export const SKEW_SECONDS = 5;

/**
 * The first thing in a token's header that is not as it must be; null when all is. The algorithm is not among them: both
 * verifiers are given a key for RS256 alone.
 */
export function faultOfHeader(header: Json, tokenClass: TokenClass): string | null {
  if (header["typ"] !== undefined && header["typ"] !== "JWT") return "typ";
  if (header["cat"] !== CATEGORIES[tokenClass]) return "cat";
  // Extensions that a verifier must understand (RFC 7515, 4.1.11): Clerk uses none.
  if (header["crit"] !== undefined) return "crit";
  return typeof header["kid"] === "string" ? null : "kid";
}

/**
 * Who a token speaks for, from claims whose signature has been checked; or the first claim that is not as it must be.
 * Each verifier leaves some of these to its user: the issuer, the party, how long a token may live, what is pending.
 */
export function readClaims(claims: Json, tokenClass: TokenClass, expected: Expected): Verdict {
  const fault = faultOfClaims(claims, tokenClass, expected) ?? faultOfClass(claims, tokenClass, expected);
  if (fault !== null) return { kind: "refused", fault };
  const organization = tokenClass === "session" ? organizationOf(claims["o"]) : claims["org_id"];
  const orgId = typeof organization === "string" && organization.startsWith("org_") ? organization : null;
  return { kind: "good", identity: { userId: String(claims["sub"]), orgId } };
}

function faultOfClaims(
  { iss, azp, sub, exp, iat, nbf, sts }: Json,
  tokenClass: TokenClass,
  { issuer, parties }: Expected,
): string | null {
  if (iss !== issuer) return "iss";
  if (typeof azp !== "string" || !parties.includes(azp)) return "azp";
  if (typeof sub !== "string" || !sub.startsWith("user_")) return "sub";
  if (typeof exp !== "number" || typeof iat !== "number" || exp - iat > LONGEST_LIFE_SECONDS[tokenClass]) {
    return "exp";
  }
  if (typeof nbf !== "number") return "nbf";
  // Where Clerk still wants something done first, an organization chosen or a second factor, nobody is signed in.
  return sts === undefined || sts === "active" ? null : "sts";
}

function faultOfClass({ v, sid, aud }: Json, tokenClass: TokenClass, { audience }: Expected): string | null {
  if (tokenClass === "template") return aud === audience ? null : "aud";
  if (v !== 2) return "v";
  return typeof sid === "string" && sid.startsWith("sess_") ? null : "sid";
}

function organizationOf(o: unknown): unknown {
  return typeof o === "object" && o !== null && "id" in o ? o.id : null;
}
