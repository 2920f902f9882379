import type { M2MToken } from "@clerk/backend";
import type { Call } from "#clerk-local/dispatch.ts";
import { forbidden, notFound, wrongSecretKey } from "#clerk-local/errors.ts";
import * as rules from "#clerk-local/rules/m2m-tokens.ts";
import { callingMachine, machineOf } from "#clerk-local/rules/machines.ts";
import type { M2MTokenRecord, MachineRecord } from "#clerk-local/state/machine-records.ts";
import { asBadRequest } from "#clerk-local/routes/bad-request.ts";
import { inOrder } from "#clerk-local/routes/filters.ts";
import { pageOf } from "#clerk-local/routes/paging.ts";
import { isExpired, revokeSecret, secretJson, verifySecret } from "#clerk-local/tokens/secrets.ts";

/** The SDK does not export the type itself. */
type M2MTokenJSON = Parameters<typeof M2MToken.fromJSON>[0];

/** GET /m2m_tokens of a `subject`, newest first; with `revoked` and `expired` those too (M2MTokenApi.ts). */
export function listM2MTokens(call: Call): Response {
  const { tables, query, clock } = call;
  const caller = callingMachine(call);
  const machine = machineOf(tables, query.get("subject") ?? "");
  if (caller !== null && caller.id !== machine.id) throw forbidden();
  const found = tables.m2mTokens
    .where({ machineId: machine.id })
    .filter(({ isRevoked }) => !isRevoked || query.get("revoked") === "true")
    .filter((token) => !isExpired(token, clock.nowMs) || query.get("expired") === "true");
  const tokens = inOrder(query, found, { created_at: ({ createdAtMs }) => createdAtMs });
  const page = pageOf(query, tokens).map((token) => tokenJson(token, clock.nowMs));
  return Response.json({ m2m_tokens: page, total_count: found.length });
}

/**
 * POST /m2m_tokens, with the machine's own key: `claims`, `seconds_until_expiration`, `token_format`,
 * `min_remaining_ttl_seconds` (M2MTokenApi.ts). 201, the token in it.
 */
export async function createM2MToken(call: Call): Promise<Response> {
  const { tables, fields, clock } = call;
  const machine = callingMachine(call);
  if (machine === null) throw wrongSecretKey();
  const wanted = asBadRequest(() => ({
    claims: fields.object("claims"),
    lifetimeSeconds: fields.number("seconds_until_expiration"),
    reusedAboveSeconds: fields.number("min_remaining_ttl_seconds"),
  }));
  if (asBadRequest(() => fields.text("token_format")) === "jwt") return answerJwt(call, machine, wanted);
  const token = rules.createM2MToken(tables, { machine, wanted }, clock.nowMs);
  return Response.json({ ...tokenJson(token, clock.nowMs), token: token.token }, { status: 201 });
}

/** POST /m2m_tokens/:id/revoke: `revocation_reason`; a machine revokes its own only (M2MTokenApi.ts). */
export function revokeM2MToken(call: Call): Response {
  const { tables, fields, clock, segment } = call;
  const caller = callingMachine(call);
  const reason = asBadRequest(() => fields.text("revocation_reason"));
  const id = segment("id");
  if (caller !== null && tables.m2mTokens.get(id)?.machineId !== caller.id) throw notFound("token");
  const revoked = revokeSecret(tables.m2mTokens, { id, reason }, clock.nowMs);
  return Response.json(tokenJson(revoked, clock.nowMs));
}

/** POST /m2m_tokens/verify: `token`; with a machine's key one that is for it (M2MTokenApi.ts; backend/tokens/verify.ts). */
export function verifyM2MToken(call: Call): Response {
  const { tables, fields, clock } = call;
  const caller = callingMachine(call);
  const shown = asBadRequest(() => fields.required("token"));
  const token = verifySecret(tables.m2mTokens, shown, clock.nowMs);
  if (caller !== null && !token.scopes.includes(caller.id)) throw notFound("token");
  return Response.json(tokenJson(token, clock.nowMs));
}

async function answerJwt(
  call: Call,
  machine: MachineRecord,
  wanted: rules.WantedM2MToken,
): Promise<Response> {
  const { id, token, createdAtMs, expiresAtMs } = await rules.signM2MToken(call, machine, wanted);
  const json: M2MTokenJSON = {
    object: "machine_to_machine_token",
    id,
    token,
    subject: machine.id,
    scopes: [],
    claims: wanted.claims,
    revoked: false,
    revocation_reason: null,
    expired: false,
    expiration: expiresAtMs,
    created_at: createdAtMs,
    updated_at: createdAtMs,
  };
  return Response.json(json, { status: 201 });
}

function tokenJson(token: M2MTokenRecord, nowMs: number): M2MTokenJSON {
  return { object: "machine_to_machine_token", ...secretJson(token, nowMs), subject: token.machineId };
}
