import type { Clock } from "#clerk-local/clock.ts";
import { configurationOf } from "#clerk-local/configuration.ts";
import { newId, randomText } from "#clerk-local/ids.ts";
import { activeOrganization, findMembership, findOrganization } from "./organizations.ts";
import type { ClientRecord, SessionRecord, SessionStatus } from "#clerk-local/state/records.ts";
import type { TokenSubject } from "#clerk-local/tokens/session-token.ts";
import type { Tables } from "#clerk-local/state/tables.ts";

/** Clerk's default: seven days from sign-in, whatever happens in between. */
export const SESSION_TTL_MS = 7 * 24 * 60 * 60 * 1000;
const TOKEN_LENGTH = 32;

/** A browser that nobody has signed in with yet. */
export function createClient(tables: Tables, clock: Clock): ClientRecord {
  return tables.clients.put({
    id: newId("client"),
    token: `dvb_${randomText(TOKEN_LENGTH)}`,
    lastActiveSessionId: null,
    signInId: null,
    signUpId: null,
    uatSeconds: 0,
    createdAtMs: clock.nowMs,
  });
}

/** Whether a session still counts: neither ended nor expired. */
export function isLive(session: SessionRecord, nowMs: number): boolean {
  return isOpen(session) && nowMs < session.expireAtMs;
}

function isOpen({ status }: SessionRecord): boolean {
  return status === "active" || status === "pending";
}

/** The browser's sessions that still count, oldest first; at most one where the instance is in single-session mode. */
export function liveSessions(tables: Tables, clientId: string, nowMs: number): SessionRecord[] {
  return tables.sessions.where({ clientId }).filter((session) => isLive(session, nowMs));
}

/** A person's sessions that still count, in whichever browser. */
export function sessionsOfPerson(tables: Tables, userId: string, nowMs: number): SessionRecord[] {
  return tables.sessions.where({ userId }).filter((session) => isLive(session, nowMs));
}

/** The one of the browser's sessions that was active last; null for a browser in which nobody is signed in. */
export function activeSession(tables: Tables, clientId: string, nowMs: number): SessionRecord | null {
  const live = liveSessions(tables, clientId, nowMs);
  const last = tables.clients.get(clientId)?.lastActiveSessionId;
  return live.find(({ id }) => id === last) ?? live.at(-1) ?? null;
}

/** Signs a person in with this browser; in single-session mode another session of the browser is replaced. */
export function openSession(
  tables: Tables,
  { clientId, userId }: { readonly clientId: string; readonly userId: string },
  clock: Clock,
): SessionRecord {
  if (!configurationOf(tables).multiSession) {
    for (const old of liveSessions(tables, clientId, clock.nowMs)) closeSession(tables, old, "replaced");
  }
  const session = tables.sessions.put({
    id: newId("sess"),
    clientId,
    userId,
    orgId: null,
    status: "active",
    refreshToken: randomText(TOKEN_LENGTH),
    createdAtMs: clock.nowMs,
    updatedAtMs: clock.nowMs,
    lastActiveAtMs: clock.nowMs,
    expireAtMs: clock.nowMs + SESSION_TTL_MS,
  });
  const person = tables.people.get(userId);
  if (person !== null) tables.people.put({ ...person, lastSignInAtMs: clock.nowMs, failedAttempts: 0 });
  const client = tables.clients.get(clientId);
  if (client === null) return session;
  tables.clients.put({
    ...client,
    lastActiveSessionId: session.id,
    signInId: null,
    signUpId: null,
    uatSeconds: Math.floor(clock.realMs / 1000),
  });
  return session;
}

/** Ends a session; a browser without any other is signed out, and else goes on with the one that came last. */
export function closeSession(
  tables: Tables,
  session: SessionRecord,
  status: Exclude<SessionStatus, "active" | "pending">,
): SessionRecord {
  const closed = tables.sessions.put({ ...session, status });
  const client = tables.clients.get(session.clientId);
  if (client?.lastActiveSessionId !== session.id) return closed;
  const next = tables.sessions.where({ clientId: client.id }).filter(isOpen).at(-1) ?? null;
  const uatSeconds = next === null ? 0 : client.uatSeconds;
  tables.clients.put({ ...client, lastActiveSessionId: next?.id ?? null, uatSeconds });
  return closed;
}

/** Makes the asked organization the session's, as `activated` says. */
export function activate(tables: Tables, session: SessionRecord, asked: string): SessionRecord {
  return tables.sessions.put(activated(tables, session, asked));
}

/**
 * The session with the asked organization active: an id, a slug, or `""` for none. An organization that is
 * unknown, or of which the person is no member, leaves the session as it is. So does `""` where a membership is
 * required, since no personal account is there to go to; clerk-js does not even ask then (core/clerk.ts,
 * setActive). A pending session is active from then on: the organization was what it waited for.
 */
export function activated(tables: Tables, session: SessionRecord, asked: string): SessionRecord {
  if (asked === "") return configurationOf(tables).membershipRequired ? session : { ...session, orgId: null };
  const orgId = findOrganization(tables, asked)?.id;
  if (orgId === undefined) return session;
  if (findMembership(tables, { orgId, userId: session.userId }) === null) return session;
  const status = session.status === "pending" ? "active" : session.status;
  return { ...session, orgId, status };
}

/** The status that Clerk shows: pending while the instance asks for an organization and none is active. */
export function shownStatus(tables: Tables, session: SessionRecord): SessionStatus {
  if (session.status !== "active" || !configurationOf(tables).membershipRequired) return session.status;
  return activeOrganization(tables, session) === null ? "pending" : "active";
}

/** What a token of this session is about. */
export function tokenSubject(tables: Tables, session: SessionRecord): TokenSubject {
  return {
    session: { ...session, status: shownStatus(tables, session) },
    active: activeOrganization(tables, session),
    lifetimeSeconds: configurationOf(tables).tokenLifetimeSeconds,
  };
}
