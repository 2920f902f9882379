import type { SessionJSON } from "@clerk/backend";
import { configurationOf } from "#clerk-local/configuration.ts";
import { type CookieScope, sessionDirectives } from "#clerk-local/cookies.ts";
import { issueToken } from "#clerk-local/issue-token.ts";
import type { Call } from "#clerk-local/dispatch.ts";
import { notFound, Refusal } from "#clerk-local/errors.ts";
import type { SessionRecord } from "#clerk-local/records.ts";
import { closeSession, isLive } from "#clerk-local/sessions.ts";
import { readClaims } from "#clerk-local/session-token.ts";
import { keySet } from "#clerk-local/signing-key.ts";
import { sessionJson } from "#clerk-local/wire/backend.ts";
import { answerPage } from "#clerk-local/routes/paging.ts";

/** GET /v1/jwks (backend/tokens/keys.ts, fetchJWKSFromBAPI). */
export function getKeySet({ tables }: Call): Response {
  const { signingKey, publishesOtherKey } = configurationOf(tables);
  const other = signingKey === "first" ? "second" : "first";
  return Response.json(keySet(publishesOtherKey ? [signingKey, other] : [signingKey]));
}

/** GET /v1/sessions/:id (backend/api/endpoints/SessionApi.ts). */
export function getSession(call: Call): Response {
  return Response.json(shownSession(call, sessionOf(call)));
}

/** GET /v1/sessions by `user_id`, `client_id` and `status`, newest first (backend/api/endpoints/SessionApi.ts). */
export function listSessions(call: Call): Response {
  const { tables, query } = call;
  const userId = query.get("user_id");
  const clientId = query.get("client_id");
  if (userId === null && clientId === null) {
    throw new Refusal(422, "form_param_missing", "Either user_id or client_id is needed.");
  }
  const status = query.get("status");
  const found = tables.sessions
    .where({ ...(userId !== null && { userId }), ...(clientId !== null && { clientId }) })
    .map((session) => shownSession(call, session))
    .filter((session) => status === null || session.status === status);
  return answerPage(query, found.toReversed());
}

/** POST /v1/sessions/:id/revoke (backend/api/endpoints/SessionApi.ts). */
export function revokeSession(call: Call): Response {
  const revoked = closeSession(call.tables, sessionOf(call), "revoked");
  return Response.json(sessionJson(call.tables, revoked));
}

/** POST /v1/sessions/:id/tokens: a session token (backend/api/endpoints/SessionApi.ts). There are no templates. */
export async function createToken(call: Call): Promise<Response> {
  const session = sessionOf(call);
  if (!isLive(session, call.clock.nowMs)) throw sessionOver();
  return Response.json({ object: "token", jwt: await issueToken(call, session) });
}

/**
 * POST /v1/sessions/:id/refresh: `{object: "cookies", cookies}` for an expired token and the session's refresh
 * token (backend/tokens/request.ts, refreshToken). The SDK appends the cookies as they are and takes the last
 * `__session…`; an error's code becomes its reason.
 */
export async function refreshSession(call: Call): Promise<Response> {
  const { fields, instance, clock } = call;
  const session = sessionOf(call);
  if (!isLive(session, clock.nowMs)) throw sessionOver();
  const isSame = readClaims(fields.required("expired_token"))?.["sid"] === session.id;
  if (!isSame || fields.required("refresh_token") !== session.refreshToken) throw wrongRefreshToken();
  const scope: CookieScope = { instance, secure: fields.required("request_origin").startsWith("https:") };
  const signedIn = { session, token: await issueToken(call, session) };
  return Response.json({ object: "cookies", cookies: sessionDirectives(scope, signedIn) });
}

function sessionOf({ tables, segment }: Call): SessionRecord {
  const session = tables.sessions.get(segment("id"));
  if (session === null) throw notFound("session");
  return session;
}

function shownSession({ tables, clock }: Call, session: SessionRecord): SessionJSON {
  const json = sessionJson(tables, session);
  const isOpen = json.status === "active" || json.status === "pending";
  return isOpen && !isLive(session, clock.nowMs) ? { ...json, status: "expired" } : json;
}

function sessionOver(): Refusal {
  return new Refusal(401, "session_not_active", "That session has ended.");
}

function wrongRefreshToken(): Refusal {
  return new Refusal(401, "refresh_token_invalid", "The refresh token is not that of this session.");
}
