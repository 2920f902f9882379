import { ROLE_PERMISSIONS } from "#src/auth/roles.ts";
import type { Instance } from "#clerk-local/instance.ts";
import { isJson, type Json, parseJson } from "#clerk-local/json.ts";
import type { Role, SessionRecord } from "#clerk-local/state/records.ts";
import { type KeyName, signer } from "./signing-key.ts";

const NOT_BEFORE_LEEWAY_SECONDS = 10;
/** The token category of sessions (backend/tokens: jwtCategories.ts). */
const SESSION_CATEGORY = "cl_B7d4PD111AAA";

export type ActiveOrganization = {
  readonly id: string;
  /** Null at an instance without slugs. */
  readonly slug: string | null;
  readonly role: Role;
};

export type TokenSubject = {
  readonly session: Pick<SessionRecord, "id" | "userId" | "status" | "createdAtMs">;
  /** Null: the personal account. */
  readonly active: ActiveOrganization | null;
  readonly lifetimeSeconds: number;
};

/**
 * Version 2 claims (shared/jwtPayloadParser.ts), issued at `issuedAtMs` by the real clock: the site's clock
 * cannot be moved, so neither is a token's.
 */
export function sessionClaims(instance: Instance, subject: TokenSubject, issuedAtMs: number): Json {
  const { session, active } = subject;
  const iat = Math.floor(issuedAtMs / 1000);
  const firstFactorMinutes = Math.max(0, Math.floor((issuedAtMs - session.createdAtMs) / 60_000));
  return {
    azp: instance.appOrigin,
    exp: iat + subject.lifetimeSeconds,
    fva: [firstFactorMinutes, -1],
    iat,
    iss: instance.issuer,
    jti: crypto.randomUUID().replaceAll("-", "").slice(0, 20),
    nbf: iat - NOT_BEFORE_LEEWAY_SECONDS,
    sid: session.id,
    sts: session.status === "pending" ? "pending" : "active",
    sub: session.userId,
    v: 2,
    ...(active !== null && organizationClaims(active)),
  };
}

/** What a caller wants otherwise than the instance does it. */
export type TokenWish = {
  /** How long ago it was issued; a token of the future has a negative age. */
  readonly ageSeconds?: number;
  /** Instead of the instance's. */
  readonly lifetimeSeconds?: number;
  /** Put over the claims; null takes one away. */
  readonly claims?: Json;
  /** Put over alg, cat, kid and typ; null takes one away. The signature stays RS256. */
  readonly header?: Json;
  /** Another key than the one in use. */
  readonly signedWith?: KeyName;
};

/** A signed token with these claims. */
export async function signToken(
  claims: Json,
  { signedWith, header = {} }: { readonly signedWith: KeyName; readonly header?: Json },
): Promise<string> {
  const { kid, sign } = signer(signedWith);
  const full = withoutNulls({ alg: "RS256", cat: SESSION_CATEGORY, kid, typ: "JWT", ...header });
  const unsigned = `${encode(JSON.stringify(full))}.${encode(JSON.stringify(claims))}`;
  return `${unsigned}.${base64Url(await sign(unsigned))}`;
}

export function withoutNulls(json: Json): Json {
  return Object.fromEntries(Object.entries(json).filter(([, value]) => value !== null));
}

/** `sub`, `sid` and so on of a token whose signature does not matter here; null when it is none. */
export function readClaims(token: string): Json | null {
  try {
    const payload = (token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
    const claims = parseJson(atob(payload));
    return isJson(claims) ? claims : null;
  } catch {
    return null;
  }
}

/** `o`, and for a role with custom permissions `fea` with `per` and one bitmask per feature in `fpm`. */
function organizationClaims({ id, slug, role }: ActiveOrganization): Json {
  const o = { id, rol: role.slice("org:".length), ...(slug !== null && { slg: slug }) };
  const granted = ROLE_PERMISSIONS[role].map(splitPermission);
  if (granted.length === 0) return { o };
  const features = [...new Set(granted.map(({ feature }) => feature))];
  const permissions = [...new Set(granted.map(({ permission }) => permission))];
  const masks = features.map((feature) =>
    granted
      .filter((grant) => grant.feature === feature)
      .reduce((mask, grant) => mask | (1 << permissions.indexOf(grant.permission)), 0),
  );
  return {
    fea: features.map((feature) => `o:${feature}`).join(","),
    o: { ...o, per: permissions.join(","), fpm: masks.join(",") },
  };
}

/** `org:tasks:manage` → the feature `tasks` and the permission `manage`. */
function splitPermission(key: string): { readonly feature: string; readonly permission: string } {
  const [, feature, permission] = /^org:([^:]+):([^:]+)$/.exec(key) ?? [];
  if (feature === undefined || permission === undefined) {
    throw new Error(`clerk-local: ${key} is no permission: it must look like org:<feature>:<permission>.`);
  }
  return { feature, permission };
}

function encode(text: string): string {
  return base64Url(new TextEncoder().encode(text));
}

function base64Url(bytes: Uint8Array): string {
  const base64 = btoa(String.fromCharCode(...bytes));
  return base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
