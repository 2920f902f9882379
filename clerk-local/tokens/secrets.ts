import { notFound } from "#clerk-local/errors.ts";
import { newHexId, randomText } from "#clerk-local/ids.ts";
import type { Json } from "#clerk-local/json.ts";
import type { ApiKeyRecord, M2MTokenRecord } from "#clerk-local/state/machine-records.ts";
import type { Table } from "#clerk-local/state/tables.ts";

/** What API keys and machines' tokens have in common: a secret that is shown, until it is revoked or runs out. */
type Secret = ApiKeyRecord | M2MTokenRecord;

const SECRET_LENGTH = 32;

export type WantedSecret = {
  readonly scopes: readonly string[];
  readonly claims: Json | null;
  /** Null: never expires. */
  readonly lifetimeSeconds: number | null;
};

/** A new one under Clerk's prefix, by which the SDK knows its kind (backend/tokens/machine.ts). */
export function newSecret(
  prefix: "ak" | "mt",
  { scopes, claims, lifetimeSeconds }: WantedSecret,
  nowMs: number,
) {
  return {
    id: newHexId(prefix),
    token: `${prefix}_${randomText(SECRET_LENGTH)}`,
    scopes,
    claims,
    isRevoked: false,
    revocationReason: null,
    expiresAtMs: expiryOf(lifetimeSeconds, nowMs),
    lastUsedAtMs: null,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
  };
}

export function expiryOf(lifetimeSeconds: number | null, nowMs: number): number | null {
  return lifetimeSeconds === null ? null : nowMs + lifetimeSeconds * 1000;
}

export function isExpired({ expiresAtMs }: Secret, nowMs: number): boolean {
  return expiresAtMs !== null && nowMs >= expiresAtMs;
}

export function isGood(secret: Secret, nowMs: number): boolean {
  return !secret.isRevoked && !isExpired(secret, nowMs);
}

/**
 * The one that is shown, used now. Throws 404 for an unknown, a revoked and an expired one alike, which the SDK reads
 * as a token that is not good (backend/tokens/verify.ts).
 */
export function verifySecret<Row extends Secret>(table: Table<Row>, token: string, nowMs: number): Row {
  const secret = table.all().find((row) => row.token === token);
  if (secret === undefined || !isGood(secret, nowMs)) throw notFound("token");
  return table.put({ ...secret, lastUsedAtMs: nowMs });
}

/** Revoking again changes nothing. */
export function revokeSecret<Row extends Secret>(
  table: Table<Row>,
  { id, reason }: { readonly id: string; readonly reason: string | null },
  nowMs: number,
): Row {
  const secret = table.get(id);
  if (secret === null) throw notFound("token");
  if (secret.isRevoked) return secret;
  return table.put({ ...secret, isRevoked: true, revocationReason: reason, updatedAtMs: nowMs });
}

/** The fields that both kinds show. */
export function secretJson(secret: Secret, nowMs: number) {
  return {
    id: secret.id,
    scopes: [...secret.scopes],
    claims: secret.claims,
    revoked: secret.isRevoked,
    revocation_reason: secret.revocationReason,
    expired: isExpired(secret, nowMs),
    expiration: secret.expiresAtMs,
    last_used_at: secret.lastUsedAtMs,
    created_at: secret.createdAtMs,
    updated_at: secret.updatedAtMs,
  };
}
