import { configurationOf } from "#clerk-local/configuration.ts";
import type { Situation } from "#clerk-local/dispatch.ts";
import { Refusal } from "#clerk-local/errors.ts";
import { newHexId } from "#clerk-local/ids.ts";
import type { Json } from "#clerk-local/json.ts";
import { scopedMachines } from "./machines.ts";
import type { M2MTokenRecord, MachineRecord } from "#clerk-local/state/machine-records.ts";
import { isGood, newSecret } from "#clerk-local/tokens/secrets.ts";
import { signToken } from "#clerk-local/tokens/session-token.ts";
import type { Tables } from "#clerk-local/state/tables.ts";

/** The token category of machines (backend/tokens/jwtCategories.ts). */
const M2M_CATEGORY = "cl_B7d4PD333AAA";
/** How long before its issue a token counts. */
const LEEWAY_SECONDS = 5;

export type WantedM2MToken = {
  readonly claims: Json | null;
  /** Null: as long as the machine's tokens live. */
  readonly lifetimeSeconds: number | null;
  /** Another token of that machine that says the same may do, if it lives this long yet. */
  readonly reusedAboveSeconds: number | null;
};

/** A token of that machine for those that it may call; one that is there already where the wish allows it. */
export function createM2MToken(
  tables: Tables,
  { machine, wanted }: { readonly machine: MachineRecord; readonly wanted: WantedM2MToken },
  nowMs: number,
): M2MTokenRecord {
  const lifetimeSeconds = wanted.lifetimeSeconds ?? machine.tokenLifetimeSeconds;
  const scopes = scopedMachines(tables, machine).map(({ id }) => id);
  const same = reusable(tables, { machine, wanted, scopes, lifetimeSeconds }, nowMs);
  if (same !== null) return same;
  const secret = newSecret("mt", { scopes, claims: wanted.claims, lifetimeSeconds }, nowMs);
  return tables.m2mTokens.put({ ...secret, machineId: machine.id });
}

/**
 * The same as a JWT that anybody can verify without Clerk; nothing of it is kept, so it cannot be revoked. Issued by
 * the real clock, as all tokens are.
 */
export async function signM2MToken(
  { tables, instance, clock }: Situation,
  machine: MachineRecord,
  { claims, lifetimeSeconds }: WantedM2MToken,
) {
  const iat = Math.floor(clock.realMs / 1000);
  const exp = iat + (lifetimeSeconds ?? machine.tokenLifetimeSeconds);
  const jti = newHexId("mt");
  const own = { iss: instance.issuer, sub: machine.id, jti, iat, exp, nbf: iat - LEEWAY_SECONDS };
  const signedWith = configurationOf(tables).signingKey;
  const token = await signToken({ ...claims, ...own }, { signedWith, header: { cat: M2M_CATEGORY } });
  return { id: jti, token, createdAtMs: iat * 1000, expiresAtMs: exp * 1000 };
}

function reusable(
  tables: Tables,
  { machine, wanted, scopes, lifetimeSeconds }: ReuseQuestion,
  nowMs: number,
): M2MTokenRecord | null {
  const least = wanted.reusedAboveSeconds;
  if (least === null) return null;
  if (least >= lifetimeSeconds) {
    const message = "min_remaining_ttl_seconds must be less than the token's lifetime.";
    throw new Refusal(400, "bad_request", message);
  }
  const wish = JSON.stringify([wanted.claims, scopes]);
  const same = tables.m2mTokens
    .where({ machineId: machine.id })
    .filter((token) => isGood(token, nowMs) && JSON.stringify([token.claims, token.scopes]) === wish)
    .find(({ expiresAtMs }) => expiresAtMs === null || expiresAtMs - nowMs >= least * 1000);
  return same ?? null;
}

type ReuseQuestion = {
  readonly machine: MachineRecord;
  readonly wanted: WantedM2MToken;
  readonly scopes: readonly string[];
  readonly lifetimeSeconds: number;
};
