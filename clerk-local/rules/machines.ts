import type { Call, Situation } from "#clerk-local/dispatch.ts";
import { notFound, Refusal, wrongField, wrongSecretKey } from "#clerk-local/errors.ts";
import { newId, randomText } from "#clerk-local/ids.ts";
import type { MachineRecord, MachineScopeRecord } from "#clerk-local/state/machine-records.ts";
import type { Tables } from "#clerk-local/state/tables.ts";

/** An hour, as in Clerk's dashboard. */
const TOKEN_LIFETIME_SECONDS = 3600;
const MAX_NAME_LENGTH = 255;
const MAX_OVERLAP_SECONDS = 28_800;
const SECRET_LENGTH = 32;

export type MachineFields = { readonly name: string; readonly tokenLifetimeSeconds: number | null };

/** A machine with a key of its own, and with access to no other. */
export function createMachine(tables: Tables, given: MachineFields, nowMs: number): MachineRecord {
  return tables.machines.put({
    id: newId("mch"),
    name: checkName(given.name),
    secretKey: newKey(),
    previousKey: null,
    tokenLifetimeSeconds: given.tokenLifetimeSeconds ?? TOKEN_LIFETIME_SECONDS,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
  });
}

/** Throws `resource_not_found`. */
export function machineOf(tables: Tables, id: string): MachineRecord {
  const machine = tables.machines.get(id);
  if (machine === null) throw notFound("machine");
  return machine;
}

export function checkName(name: string): string {
  if (name.length <= MAX_NAME_LENGTH) return name;
  const message = `Name must be ${MAX_NAME_LENGTH} characters or less.`;
  throw wrongField("form_param_max_length_exceeded", "name", message);
}

/** The machine, its tokens, and what it may call or is called by. */
export function deleteMachine(tables: Tables, id: string): void {
  for (const scope of tables.machineScopes.all()) {
    if (scope.fromId === id || scope.toId === id) tables.machineScopes.remove(scope.id);
  }
  for (const token of tables.m2mTokens.where({ machineId: id })) tables.m2mTokens.remove(token.id);
  tables.machines.remove(id);
}

/** A new key; the old one counts for `overlapSeconds` more. */
export function rotateKey(
  tables: Tables,
  { machine, overlapSeconds }: { readonly machine: MachineRecord; readonly overlapSeconds: number },
  nowMs: number,
): MachineRecord {
  if (!Number.isInteger(overlapSeconds) || overlapSeconds < 0 || overlapSeconds > MAX_OVERLAP_SECONDS) {
    const message = `previous_token_ttl must be from 0 to ${MAX_OVERLAP_SECONDS} seconds.`;
    throw wrongField("form_param_value_invalid", "previous_token_ttl", message);
  }
  const previousKey = { secretKey: machine.secretKey, untilMs: nowMs + overlapSeconds * 1000 };
  return tables.machines.put({ ...machine, secretKey: newKey(), previousKey, updatedAtMs: nowMs });
}

/** The machines that this one may call. */
export function scopedMachines(tables: Tables, { id: fromId }: MachineRecord): MachineRecord[] {
  return tables.machineScopes.where({ fromId }).map(({ toId }) => machineOf(tables, toId));
}

/** Lets one machine call another. Throws 409 where it may already. */
export function createScope(
  tables: Tables,
  { fromId, toId }: Pick<MachineScopeRecord, "fromId" | "toId">,
  nowMs: number,
): MachineScopeRecord {
  const id = `${machineOf(tables, fromId).id} ${machineOf(tables, toId).id}`;
  if (tables.machineScopes.get(id) !== null) {
    throw new Refusal(409, "duplicate_record", "The one machine may call the other already.");
  }
  return tables.machineScopes.put({ id, fromId, toId, createdAtMs: nowMs });
}

/** Throws `resource_not_found`. */
export function deleteScope(
  tables: Tables,
  { fromId, toId }: Pick<MachineScopeRecord, "fromId" | "toId">,
): void {
  const id = `${fromId} ${toId}`;
  if (tables.machineScopes.get(id) === null) throw notFound("machine scope");
  tables.machineScopes.remove(id);
}

/** Which machine calls, by its own key; null for the instance's, which may act for any. Throws on another key. */
export function callingMachine({
  tables,
  instance,
  clock,
  request,
}: Situation & Pick<Call, "request">): MachineRecord | null {
  const shown = request.headers.get("authorization")?.replace(/^Bearer /, "");
  if (shown === instance.secretKey) return null;
  const machine = tables.machines.all().find(({ secretKey, previousKey }) => {
    if (secretKey === shown) return true;
    return previousKey !== null && previousKey.secretKey === shown && clock.nowMs < previousKey.untilMs;
  });
  if (machine === undefined) throw wrongSecretKey();
  return machine;
}

/** Clerk's machine keys have the prefix of API keys. */
function newKey(): string {
  return `ak_${randomText(SECRET_LENGTH)}`;
}
