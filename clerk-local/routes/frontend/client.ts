import { configurationOf } from "#clerk-local/configuration.ts";
import { issueToken } from "#clerk-local/tokens/issue-token.ts";
import { issueFromTemplate } from "#clerk-local/rules/jwt-templates.ts";
import type { Call } from "#clerk-local/dispatch.ts";
import { environmentJson } from "#clerk-local/environment.ts";
import {
  activate,
  activated,
  closeSession,
  createClient,
  liveSessions,
} from "#clerk-local/rules/sessions.ts";
import { membershipOf } from "#clerk-local/rules/organizations.ts";
import type { SessionRecord } from "#clerk-local/state/records.ts";
import {
  answerWithClient,
  browserOf,
  clientJson,
  cookieHeaders,
  findBrowser,
  sessionOf,
  sessionWithToken,
} from "./browser.ts";

/** GET and PATCH /v1/environment: not wrapped (clerk-js/resources/Environment.ts). */
export function getEnvironment({ instance, tables }: Call): Response {
  return Response.json(environmentJson(instance, configurationOf(tables)));
}

/** POST /v1/dev_browser: `{id}` of a new browser (clerk-js/core/auth/devBrowser.ts). */
export function createDevBrowser({ tables, clock }: Call): Response {
  return Response.json({ id: createClient(tables, clock).token });
}

/**
 * GET /v1/client: null for a browser that a production instance does not know (clerk-js/resources/Client.ts).
 * clerk-js asks after any 401, so this is where a browser learns that its session was ended elsewhere; what no
 * script can take away goes with the answer.
 */
export async function getClient(call: Call): Promise<Response> {
  const client = call.instance.isDevelopment ? browserOf(call) : findBrowser(call);
  if (client === null) return Response.json({ response: null });
  const headers = cookieHeaders(call, client);
  return Response.json({ response: await clientJson(call, client) }, { headers });
}

/** DELETE /v1/client/sessions: signs out (clerk-js/resources/Client.ts, removeSessions). */
export async function endAllSessions(call: Call): Promise<Response> {
  const client = browserOf(call);
  for (const session of liveSessions(call.tables, client.id, call.clock.nowMs)) {
    closeSession(call.tables, session, "removed");
  }
  const signedOutClient = call.tables.clients.get(client.id) ?? client;
  return answerWithClient(call, client.id, await clientJson(call, signedOutClient));
}

/** GET /v1/client/sessions/:id (clerk-js/resources/Session.ts, reload). */
export async function getSession(call: Call): Promise<Response> {
  return Response.json({ response: await sessionWithToken(call, sessionOf(call, call.segment("id"))) });
}

/** POST /v1/client/sessions/:id/remove: signs this one session out (clerk-js/resources/Session.ts). */
export async function removeSession(call: Call): Promise<Response> {
  return close(call, "removed");
}

/** POST /v1/client/sessions/:id/end (clerk-js/resources/Session.ts). */
export async function endSession(call: Call): Promise<Response> {
  return close(call, "ended");
}

/**
 * POST /v1/client/sessions/:id/touch: the session, with the organization in `active_organization_id` active
 * where that field is sent, and with a token for it (clerk-js/resources/Session.ts; setActive in core/clerk.ts).
 * It is this browser's active session from then on. An organization of which the person is no member is refused.
 */
export async function touchSession(call: Call): Promise<Response> {
  const session = sessionOf(call, call.segment("id"));
  const asked = call.fields.text("active_organization_id");
  if (asked !== null) checkMember(call, session, asked);
  const active = asked === null ? session : activate(call.tables, session, asked);
  const { nowMs } = call.clock;
  const touched = call.tables.sessions.put({
    ...active,
    userAgent: call.request.headers.get("user-agent") ?? "",
    lastActiveAtMs: nowMs,
    updatedAtMs: nowMs,
  });
  const client = browserOf(call);
  call.tables.clients.put({ ...client, lastActiveSessionId: touched.id });
  return answerWithClient(call, session.clientId, await sessionWithToken(call, touched));
}

/**
 * POST /v1/client/sessions/:id/tokens: `{object: "token", jwt}`, not wrapped (clerk-js/resources/Token.ts). With
 * `organization_id` the token is for that organization, whichever is active in the session.
 */
export async function createToken(call: Call): Promise<Response> {
  const session = sessionOf(call, call.segment("id"));
  const asked = call.fields.text("organization_id");
  if (asked !== null) checkMember(call, session, asked);
  const subject = asked === null ? session : activated(call.tables, session, asked);
  return Response.json({ object: "token", jwt: await issueToken(call, subject) });
}

/** POST /v1/client/sessions/:id/tokens/:template: `session.getToken({ template })` (clerk-js/resources/Session.ts). */
export async function createTemplateToken(call: Call): Promise<Response> {
  const session = sessionOf(call, call.segment("id"));
  const wanted = { name: call.segment("template"), lifetimeSeconds: null };
  return Response.json({ object: "token", jwt: await issueFromTemplate(call, session, wanted) });
}

async function close(call: Call, status: "removed" | "ended"): Promise<Response> {
  const session = sessionOf(call, call.segment("id"));
  const response = await sessionWithToken(call, session);
  closeSession(call.tables, session, status);
  return answerWithClient(call, session.clientId, { ...response, status });
}

function checkMember({ tables }: Call, session: SessionRecord, orgId: string): void {
  if (orgId !== "") membershipOf(tables, { orgId, userId: session.userId });
}
