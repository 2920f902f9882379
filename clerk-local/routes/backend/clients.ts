import type { ClientJSON } from "@clerk/backend";
import type { Call } from "#clerk-local/dispatch.ts";
import { notFound } from "#clerk-local/errors.ts";
import { liveSessions } from "#clerk-local/rules/sessions.ts";
import { sessionJson } from "#clerk-local/wire/backend.ts";

/** GET /v1/clients/:id: one browser, with the sessions that count in it (backend/api/endpoints/ClientApi.ts). */
export function getClient({ tables, clock, segment }: Call): Response {
  const client = tables.clients.get(segment("id"));
  if (client === null) throw notFound("client");
  const sessions = liveSessions(tables, client.id, clock.nowMs);
  const json: ClientJSON = {
    object: "client",
    id: client.id,
    session_ids: sessions.map(({ id }) => id),
    sessions: sessions.map((session) => sessionJson(tables, session)),
    sign_in_id: client.signInId,
    sign_up_id: client.signUpId,
    last_active_session_id: client.lastActiveSessionId,
    last_authentication_strategy: null,
    created_at: client.createdAtMs,
    updated_at: Math.max(client.createdAtMs, client.uatSeconds * 1000),
  };
  return Response.json(json);
}
