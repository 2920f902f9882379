import { configurationOf } from "#clerk-local/configuration.ts";
import { browserCookies } from "#clerk-local/cookies.ts";
import { personOf } from "#clerk-local/rules/directory.ts";
import type { Situation } from "#clerk-local/dispatch.ts";
import { issueToken } from "#clerk-local/tokens/issue-token.ts";
import type { Json } from "#clerk-local/json.ts";
import { membershipOf } from "#clerk-local/rules/organizations.ts";
import type { SessionRecord } from "#clerk-local/state/records.ts";
import { closeSession, createClient, openSession } from "#clerk-local/rules/sessions.ts";
import { sessionClaims, signToken, type TokenWish, withoutNulls } from "#clerk-local/tokens/session-token.ts";

export type WantedSession = {
  readonly userId: string;
  /** The active organization; none when it is null or not given. */
  readonly orgId?: string | null;
  /** How long ago the token was issued, by the real clock. Older than 60 s is expired. */
  readonly ageSeconds?: number;
  readonly status?: "active" | "pending";
};

export type WantedToken = TokenWish & { readonly sessionId: string };

export type BrowserSession = {
  readonly sessionId: string;
  readonly token: string;
  /** Everything a browser holds after signing in, by name. */
  readonly cookies: Record<string, string>;
  /** What is appended to cookie names. */
  readonly suffix: string;
};

/** Signs a person in with a new browser. Throws when the person is no member of the organization. */
export async function sessionFor(situation: Situation, wanted: WantedSession): Promise<BrowserSession> {
  const { tables, instance, clock } = situation;
  const { userId, orgId = null, ageSeconds = 0, status = "active" } = wanted;
  personOf(tables, userId);
  if (orgId !== null) membershipOf(tables, { orgId, userId });
  const client = createClient(tables, clock);
  const opened = openSession(tables, { clientId: client.id, userId }, clock);
  const session = tables.sessions.put({ ...opened, orgId, status });
  // A token older than the sign-in would be sent to a handshake (backend/tokens/request.ts).
  const signedIn = tables.clients.put({
    ...(tables.clients.get(client.id) ?? client),
    uatSeconds: Math.floor(clock.realMs / 1000) - ageSeconds,
  });
  const token = await issueToken(situation, session, { ageSeconds });
  const cookies = browserCookies(instance, { client: signedIn, signedIn: { session, token } });
  return { sessionId: session.id, token, cookies, suffix: instance.cookieSuffix };
}

/** A token of a session that is there, or was: aged, or wrong in what the wish names and in nothing else. */
export async function tokenFor(situation: Situation, { sessionId, ...wish }: WantedToken): Promise<string> {
  return issueToken(situation, sessionById(situation, sessionId), wish);
}

/** Ends a session from outside, as its owner does on another device. */
export function revokeSession(situation: Situation, sessionId: string): void {
  closeSession(situation.tables, sessionById(situation, sessionId), "revoked");
}

/**
 * A token signed with the instance's key that says whatever a test wants: a good session token's claims and
 * header with these put over them; null takes one away.
 */
export async function mint(
  { instance, tables, clock }: Situation,
  claims: Json = {},
  header: Json = {},
): Promise<string> {
  const { signingKey, tokenLifetimeSeconds: lifetimeSeconds } = configurationOf(tables);
  const session = {
    id: "sess_minted",
    userId: "user_minted",
    status: "active",
    createdAtMs: clock.realMs,
  } as const;
  const good = sessionClaims(instance, { session, active: null, lifetimeSeconds }, clock.realMs);
  return signToken(withoutNulls({ ...good, ...claims }), { signedWith: signingKey, header });
}

function sessionById({ tables }: Situation, sessionId: string): SessionRecord {
  const session = tables.sessions.get(sessionId);
  if (session === null) throw new Error(`clerk-local: there is no session ${sessionId}.`);
  return session;
}
