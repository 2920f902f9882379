/** What the routes of the Frontend API share: which browser and which session asks, and the answer's frame. */
import type { ClientJSON, SessionJSON } from "@clerk/shared/types";
import { type CookieScope, clientDirectives, readCookie } from "#clerk-local/cookies.ts";
import type { Call, Situation } from "#clerk-local/dispatch.ts";
import { emailAddressesOf } from "#clerk-local/rules/email-addresses.ts";
import { signedOut, unknownBrowser } from "#clerk-local/errors.ts";
import { issueToken } from "#clerk-local/tokens/issue-token.ts";
import type { ClientRecord, SessionRecord } from "#clerk-local/state/records.ts";
import { activeSession, createClient, isLive, liveSessions } from "#clerk-local/rules/sessions.ts";
import { sessionJson } from "#clerk-local/wire/frontend.ts";
import { signInJson, signUpJson } from "#clerk-local/wire/verification.ts";
import { pageOf } from "#clerk-local/routes/paging.ts";

/**
 * The browser that asks: by `__clerk_db_jwt` in the query at a development instance
 * (clerk-js/core/auth/devBrowser.ts), by the `__client` cookie at a production one. Null when it is new.
 */
export function findBrowser({ tables, instance, query, request }: Call): ClientRecord | null {
  const token = instance.isDevelopment ? query.get("__clerk_db_jwt") : readCookie(request, "__client");
  return token === null ? null : (tables.clients.where({ token })[0] ?? null);
}

/** The browser that asks; a production instance takes in a new one, a development instance refuses it. */
export function browserOf(call: Call): ClientRecord {
  const client = findBrowser(call);
  if (client !== null) return client;
  if (call.instance.isDevelopment) throw unknownBrowser();
  return createClient(call.tables, call.clock);
}

/** This browser's live session with that id. Throws 401, at which clerk-js looks whether it is signed out. */
export function sessionOf(call: Call, sessionId: string): SessionRecord {
  const client = findBrowser(call);
  if (client === null && call.instance.isDevelopment) throw unknownBrowser();
  const session = call.tables.sessions.get(sessionId);
  if (session === null || session.clientId !== client?.id) throw signedOut();
  if (!isLive(session, call.clock.nowMs)) throw signedOut();
  return session;
}

/** The session that the call names in `_clerk_session_id` (clerk-js/core/fapiClient.ts). */
export function currentSession(call: Call): SessionRecord {
  return sessionOf(call, call.query.get("_clerk_session_id") ?? "");
}

export async function sessionWithToken(situation: Situation, session: SessionRecord): Promise<SessionJSON> {
  const person = situation.tables.people.get(session.userId);
  if (person === null) throw signedOut();
  return sessionJson(situation.tables, { session, person, token: await issueToken(situation, session) });
}

/** The browser with its live sessions, each with a fresh token. */
export async function clientJson(situation: Situation, client: ClientRecord): Promise<ClientJSON> {
  const { tables, clock } = situation;
  const live = liveSessions(tables, client.id, clock.nowMs);
  const signIn = client.signInId === null ? null : tables.signIns.get(client.signInId);
  const signUp = client.signUpId === null ? null : tables.signUps.get(client.signUpId);
  return {
    object: "client",
    id: client.id,
    sessions: await Promise.all(live.map((session) => sessionWithToken(situation, session))),
    sign_in: signIn === null ? null : signInJson(signIn, aboutSignIn(situation, signIn)),
    sign_up: signUp === null ? null : signUpJson(signUp, tables.codes.get(signUp.id)),
    last_active_session_id: activeSession(tables, client.id, clock.nowMs)?.id ?? null,
    last_authentication_strategy: null,
    cookie_expires_at: null,
    captcha_bypass: false,
    created_at: client.createdAtMs,
    // clerk-js makes `__client_uat` of it (clerk-js/core/auth/cookies/clientUat.ts).
    updated_at: client.uatSeconds === 0 ? client.createdAtMs : client.uatSeconds * 1000,
  };
}

export function aboutSignIn(
  { tables }: Situation,
  signIn: { readonly id: string; readonly userId: string | null },
) {
  const person = signIn.userId === null ? null : tables.people.get(signIn.userId);
  const addresses = person === null ? [] : emailAddressesOf(tables, person);
  return { person, addresses, code: tables.codes.get(signIn.id) };
}

/**
 * `{response, client}` with the browser as it is now: clerk-js takes its state from the client that rides
 * along with every change (clerk-js/resources/Base.ts).
 */
export async function answerWithClient(call: Call, clientId: string, response: unknown): Promise<Response> {
  const client = call.tables.clients.get(clientId);
  if (client === null) throw signedOut();
  const headers = cookieHeaders(call, client);
  return Response.json({ response, client: await clientJson(call, client) }, { headers });
}

/** The cookies that this browser should have by now. */
export function cookieHeaders(call: Call, client: ClientRecord): Headers {
  const headers = new Headers();
  const session = activeSession(call.tables, client.id, call.clock.nowMs);
  for (const directive of clientDirectives(cookieScope(call), { client, session })) {
    headers.append("set-cookie", directive);
  }
  return headers;
}

/** A page as the Frontend API sends it. */
export function answerList(call: Call, items: readonly unknown[]): Response {
  return Response.json({ response: { data: pageOf(call.query, items), total_count: items.length } });
}

/** Cookies are set for the site's origin, which the proxy names (backend/proxy.ts). */
function cookieScope({ instance, request }: Call): CookieScope {
  const site = request.headers.get("clerk-proxy-url") ?? instance.appOrigin;
  return { instance, secure: site.startsWith("https:") };
}
