import type { APIKey } from "@clerk/backend";
import * as rules from "#clerk-local/rules/api-keys.ts";
import type { Call } from "#clerk-local/dispatch.ts";
import type { ApiKeyRecord } from "#clerk-local/state/machine-records.ts";
import { asBadRequest } from "#clerk-local/routes/bad-request.ts";
import { inOrder, isLike } from "#clerk-local/routes/filters.ts";
import { answerPage } from "#clerk-local/routes/paging.ts";
import { expiryOf, isGood, revokeSecret, secretJson, verifySecret } from "#clerk-local/tokens/secrets.ts";
import { deletedJson } from "#clerk-local/wire/backend.ts";

/** The SDK does not export the type itself. */
type APIKeyJSON = Parameters<typeof APIKey.fromJSON>[0];

/** GET /api_keys of a `subject`, newest first; those that count, or with `include_invalid` all (APIKeysApi.ts). */
export function listApiKeys({ tables, query, clock }: Call): Response {
  const subject = query.get("subject") ?? "";
  rules.checkSubject(tables, subject);
  const found = tables.apiKeys
    .where({ subject })
    .filter((key) => query.get("include_invalid") === "true" || isGood(key, clock.nowMs))
    .filter(({ name }) => isLike(query, "query", [name]));
  const keys = inOrder(query, found, { created_at: ({ createdAtMs }) => createdAtMs });
  return answerPage(
    query,
    keys.map((key) => apiKeyJson(key, clock.nowMs)),
  );
}

/** POST /api_keys: the only answer with the secret in it, beside the one that is asked for it (APIKeysApi.ts). */
export function createApiKey({ tables, fields, clock }: Call): Response {
  const wanted = asBadRequest(() => ({
    name: fields.required("name"),
    subject: fields.required("subject"),
    description: fields.text("description"),
    createdBy: fields.text("created_by"),
    scopes: fields.list("scopes") ?? [],
    claims: fields.object("claims"),
    lifetimeSeconds: fields.number("seconds_until_expiration"),
  }));
  const key = rules.createApiKey(tables, wanted, clock.nowMs);
  return Response.json({ ...apiKeyJson(key, clock.nowMs), secret: key.token });
}

/** GET /api_keys/:id (APIKeysApi.ts). */
export function getApiKey(call: Call): Response {
  return answer(call, keyOf(call));
}

/** PATCH /api_keys/:id: subject, description, scopes, claims and lifetime, each where sent (APIKeysApi.ts). */
export function updateApiKey(call: Call): Response {
  const { tables, fields, clock } = call;
  const key = keyOf(call);
  const changed = asBadRequest(() => ({
    ...key,
    subject: fields.text("subject") ?? key.subject,
    description: fields.isCleared("description") ? null : (fields.text("description") ?? key.description),
    scopes: fields.list("scopes") ?? key.scopes,
    claims: fields.isCleared("claims") ? null : (fields.object("claims") ?? key.claims),
  }));
  const seconds = asBadRequest(() => fields.number("seconds_until_expiration"));
  const isKept = seconds === null && !fields.isCleared("seconds_until_expiration");
  rules.checkSubject(tables, changed.subject);
  const expiresAtMs = isKept ? key.expiresAtMs : expiryOf(seconds, clock.nowMs);
  return answer(call, tables.apiKeys.put({ ...changed, expiresAtMs, updatedAtMs: clock.nowMs }));
}

/** DELETE /api_keys/:id (APIKeysApi.ts). */
export function deleteApiKey(call: Call): Response {
  const { id } = keyOf(call);
  call.tables.apiKeys.remove(id);
  return Response.json(deletedJson("api_key", id));
}

/** POST /api_keys/:id/revoke: `revocation_reason` (APIKeysApi.ts). */
export function revokeApiKey(call: Call): Response {
  const { tables, fields, clock, segment } = call;
  const reason = asBadRequest(() => fields.text("revocation_reason"));
  return answer(call, revokeSecret(tables.apiKeys, { id: segment("id"), reason }, clock.nowMs));
}

/** GET /api_keys/:id/secret (APIKeysApi.ts). */
export function getApiKeySecret(call: Call): Response {
  return Response.json({ secret: keyOf(call).token });
}

/** POST /api_keys/verify: `secret` (APIKeysApi.ts; backend/tokens/verify.ts). */
export function verifyApiKey(call: Call): Response {
  const secret = asBadRequest(() => call.fields.required("secret"));
  return answer(call, verifySecret(call.tables.apiKeys, secret, call.clock.nowMs));
}

function keyOf({ tables, segment }: Call): ApiKeyRecord {
  return rules.apiKeyOf(tables, segment("id"));
}

function answer({ clock }: Call, key: ApiKeyRecord): Response {
  return Response.json(apiKeyJson(key, clock.nowMs));
}

function apiKeyJson(key: ApiKeyRecord, nowMs: number): APIKeyJSON {
  return {
    object: "api_key",
    type: "api_key",
    ...secretJson(key, nowMs),
    name: key.name,
    subject: key.subject,
    description: key.description,
    created_by: key.createdBy,
  };
}
