import type { SessionJSON, TokenJSON } from "@clerk/backend";
import { configurationOf } from "#clerk-local/configuration.ts";
import { type CookieScope, sessionDirectives } from "#clerk-local/cookies.ts";
import { personOf } from "#clerk-local/rules/directory.ts";
import type { Call } from "#clerk-local/dispatch.ts";
import { notFound, Refusal } from "#clerk-local/errors.ts";
import { issueToken } from "#clerk-local/tokens/issue-token.ts";
import { checkLifetime, issueFromTemplate } from "#clerk-local/rules/jwt-templates.ts";
import { membershipOf } from "#clerk-local/rules/organizations.ts";
import { refuseBarred } from "#clerk-local/rules/people.ts";
import type { SessionRecord } from "#clerk-local/state/records.ts";
import { activate, closeSession, createClient, isLive, openSession } from "#clerk-local/rules/sessions.ts";
import { readClaims } from "#clerk-local/tokens/session-token.ts";
import { keySet } from "#clerk-local/tokens/signing-key.ts";
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

/**
 * POST /v1/sessions: `user_id`, `active_organization_id`; a session in a browser of its own
 * (backend/api/endpoints/SessionApi.ts). Throws at a production instance, as it is for tests alone, and for who may not
 * sign in.
 */
export function createSession(call: Call): Response {
  const { tables, fields, instance, clock } = call;
  if (!instance.isDevelopment) {
    const message = "Sessions are made from the outside at development instances only.";
    throw new Refusal(400, "request_invalid_for_environment", message);
  }
  const person = personOf(tables, fields.required("user_id"));
  refuseBarred(person, clock.nowMs);
  const orgId = fields.text("active_organization_id") ?? "";
  if (orgId !== "") membershipOf(tables, { orgId, userId: person.id });
  const clientId = createClient(tables, clock).id;
  const session = openSession(tables, { clientId, userId: person.id }, clock);
  return Response.json(shownSession(call, activate(tables, session, orgId)));
}

/** POST /v1/sessions/:id/revoke (backend/api/endpoints/SessionApi.ts). */
export function revokeSession(call: Call): Response {
  const revoked = closeSession(call.tables, sessionOf(call), "revoked");
  return Response.json(sessionJson(call.tables, revoked));
}

/** POST /v1/sessions/:id/tokens: a session token, for `expires_in_seconds` where sent (SessionApi.ts, getToken). */
export async function createToken(call: Call): Promise<Response> {
  const seconds = lifetimeFrom(call);
  const wish = seconds === null ? {} : { lifetimeSeconds: seconds };
  return answerToken(await issueToken(call, liveSessionOf(call), wish));
}

/** POST /v1/sessions/:id/tokens/:template: a token made from that template (SessionApi.ts, getToken). */
export async function createTemplateToken(call: Call): Promise<Response> {
  const wanted = { name: call.segment("template"), lifetimeSeconds: lifetimeFrom(call) };
  return answerToken(await issueFromTemplate(call, liveSessionOf(call), wanted));
}

/**
 * POST /v1/sessions/:id/refresh: for an expired token and the session's refresh token another token, or with
 * `format=cookie` `{object: "cookies", cookies}` (backend/tokens/request.ts, refreshToken). The SDK appends the
 * cookies as they are and takes the last `__session…`; an error's code becomes its reason.
 */
export async function refreshSession(call: Call): Promise<Response> {
  const { fields, instance } = call;
  const session = liveSessionOf(call);
  const isSame = readClaims(fields.required("expired_token"))?.["sid"] === session.id;
  if (!isSame || fields.required("refresh_token") !== session.refreshToken) throw wrongRefreshToken();
  const scope: CookieScope = { instance, secure: fields.required("request_origin").startsWith("https:") };
  const token = await issueToken(call, session);
  if (fields.text("format") !== "cookie") return answerToken(token);
  const signedIn = { session, token };
  return Response.json({ object: "cookies", cookies: sessionDirectives(scope, signedIn) });
}

function lifetimeFrom({ fields }: Call): number | null {
  const seconds = fields.number("expires_in_seconds");
  return seconds === null ? null : checkLifetime(seconds, "expires_in_seconds");
}

function answerToken(jwt: string): Response {
  return Response.json({ object: "token", jwt } satisfies TokenJSON);
}

function liveSessionOf(call: Call): SessionRecord {
  const session = sessionOf(call);
  if (!isLive(session, call.clock.nowMs)) throw sessionOver();
  return session;
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
