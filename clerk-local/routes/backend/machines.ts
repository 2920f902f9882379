import type { Machine } from "@clerk/backend";
import type { Call } from "#clerk-local/dispatch.ts";
import { wrongField } from "#clerk-local/errors.ts";
import { INSTANCE_ID } from "#clerk-local/instance.ts";
import * as rules from "#clerk-local/rules/machines.ts";
import type { MachineRecord } from "#clerk-local/state/machine-records.ts";
import { inOrder, isLike, type Orders } from "#clerk-local/routes/filters.ts";
import { answerPage } from "#clerk-local/routes/paging.ts";
import type { Tables } from "#clerk-local/state/tables.ts";
import { deletedJson } from "#clerk-local/wire/backend.ts";

/** The SDK does not export the type itself. */
type MachineJSON = Parameters<typeof Machine.fromJSON>[0];

const MAX_LIFETIME_SECONDS = 315_360_000;

/** GET /v1/machines, newest first, by `query` (backend/api/endpoints/MachineApi.ts). */
export function listMachines({ tables, query }: Call): Response {
  const found = tables.machines
    .all()
    .filter(({ id, name }) => query.get("query") === id || isLike(query, "query", [name]));
  return answerPage(
    query,
    inOrder(query, found, ORDERS).map((machine) => machineJson(tables, machine)),
  );
}

/** GET /v1/machines/:id (MachineApi.ts). */
export function getMachine(call: Call): Response {
  return Response.json(machineJson(call.tables, machineOf(call)));
}

/** POST /v1/machines: `name`, `scoped_machines`, `default_token_ttl`; its key is in the answer (MachineApi.ts). */
export function createMachine(call: Call): Response {
  const { tables, fields, clock } = call;
  const given = { name: fields.required("name"), tokenLifetimeSeconds: lifetimeFrom(call) };
  const others = (fields.list("scoped_machines") ?? []).map((id) => rules.machineOf(tables, id));
  const machine = rules.createMachine(tables, given, clock.nowMs);
  for (const { id: toId } of others) rules.createScope(tables, { fromId: machine.id, toId }, clock.nowMs);
  return Response.json({ ...machineJson(tables, machine), secret_key: machine.secretKey });
}

/** PATCH /v1/machines/:id: `name` and `default_token_ttl`, each where sent (MachineApi.ts). */
export function updateMachine(call: Call): Response {
  const { tables, fields, clock } = call;
  const machine = machineOf(call);
  const name = rules.checkName(fields.text("name") ?? machine.name);
  const tokenLifetimeSeconds = lifetimeFrom(call) ?? machine.tokenLifetimeSeconds;
  const changed = { ...machine, name, tokenLifetimeSeconds, updatedAtMs: clock.nowMs };
  return Response.json(machineJson(tables, tables.machines.put(changed)));
}

/** DELETE /v1/machines/:id (MachineApi.ts). */
export function deleteMachine(call: Call): Response {
  const { id } = machineOf(call);
  rules.deleteMachine(call.tables, id);
  return Response.json(deletedJson("machine", id));
}

/** GET /v1/machines/:id/secret_key (MachineApi.ts). */
export function getSecretKey(call: Call): Response {
  return answerKey(machineOf(call));
}

/** POST /v1/machines/:id/secret_key/rotate: `previous_token_ttl`, how long the old one counts (MachineApi.ts). */
export function rotateSecretKey(call: Call): Response {
  const { tables, fields, clock } = call;
  const overlapSeconds = fields.number("previous_token_ttl");
  if (overlapSeconds === null) {
    throw wrongField("form_param_nil", "previous_token_ttl", "Say how long the old key counts.");
  }
  return answerKey(rules.rotateKey(tables, { machine: machineOf(call), overlapSeconds }, clock.nowMs));
}

/** POST /v1/machines/:id/scopes: `to_machine_id`, which it may call from then on (MachineApi.ts). */
export function createScope(call: Call): Response {
  const { tables, fields, clock } = call;
  const wanted = { fromId: machineOf(call).id, toId: fields.required("to_machine_id") };
  const { fromId, toId, createdAtMs } = rules.createScope(tables, wanted, clock.nowMs);
  return Response.json({ ...scopeJson(fromId, toId), created_at: createdAtMs });
}

/** DELETE /v1/machines/:id/scopes/:other (MachineApi.ts). */
export function deleteScope(call: Call): Response {
  const fromId = machineOf(call).id;
  const toId = call.segment("other");
  rules.deleteScope(call.tables, { fromId, toId });
  return Response.json({ ...scopeJson(fromId, toId), deleted: true });
}

function lifetimeFrom({ fields }: Call): number | null {
  const seconds = fields.number("default_token_ttl");
  if (seconds === null) return null;
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= MAX_LIFETIME_SECONDS) return seconds;
  const message = `default_token_ttl must be from 1 to ${MAX_LIFETIME_SECONDS} seconds.`;
  throw wrongField("form_param_value_invalid", "default_token_ttl", message);
}

function machineOf({ tables, segment }: Call): MachineRecord {
  return rules.machineOf(tables, segment("id"));
}

function answerKey({ secretKey }: MachineRecord): Response {
  return Response.json({ object: "machine_secret_key", secret: secretKey });
}

function scopeJson(fromId: string, toId: string) {
  return { object: "machine_scope", from_machine_id: fromId, to_machine_id: toId };
}

const ORDERS: Orders<MachineRecord> = {
  created_at: ({ createdAtMs }) => createdAtMs,
  name: ({ name }) => name,
};

function machineJson(tables: Tables, machine: MachineRecord): MachineJSON {
  const others = rules.scopedMachines(tables, machine).map((other) => plainJson(other));
  return { ...plainJson(machine), scoped_machines: others };
}

function plainJson(machine: MachineRecord): MachineJSON {
  return {
    object: "machine",
    id: machine.id,
    name: machine.name,
    instance_id: INSTANCE_ID,
    default_token_ttl: machine.tokenLifetimeSeconds,
    scoped_machines: [],
    created_at: machine.createdAtMs,
    updated_at: machine.updatedAtMs,
  };
}
