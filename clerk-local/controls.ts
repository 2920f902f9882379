/** What tests may do to the stand-in by RPC, beside speaking to it as Clerk. */
import { configurationOf, configure } from "./configuration.ts";
import { browserCookies } from "./cookies.ts";
import * as directory from "./directory.ts";
import type { Situation } from "./dispatch.ts";
import { issueToken } from "./issue-token.ts";
import * as rules from "./organizations.ts";
import type { MembershipRecord, OrganizationRecord, PersonRecord, Role, SessionRecord } from "./records.ts";
import { closeSession, createClient, openSession } from "./sessions.ts";
import { type Json, sessionClaims, signToken, type TokenWish, withoutNulls } from "./session-token.ts";

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

export type NewOrganization = {
  readonly name: string;
  /** Made from the name when not given. */
  readonly slug?: string;
  /** Becomes its admin. */
  readonly createdBy: string;
};

export type Renaming = { readonly orgId: string; readonly name?: string; readonly slug?: string };

export type Appointment = { readonly orgId: string; readonly userId: string; readonly role: Role };

/** Signs a person in with a new browser. Throws when the person is no member of the organization. */
export async function sessionFor(situation: Situation, wanted: WantedSession): Promise<BrowserSession> {
  const { tables, instance, clock } = situation;
  const { userId, orgId = null, ageSeconds = 0, status = "active" } = wanted;
  directory.personOf(tables, userId);
  if (orgId !== null) rules.membershipOf(tables, { orgId, userId });
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
 * Signs with the second key from now on. The key set lists the second alone, or the first as well when it is kept.
 */
export function rotateKey({ tables }: Situation, keepsFirst: boolean): void {
  configure(tables, { signingKey: "second", publishesOtherKey: keepsFirst });
}

/**
 * A token signed with the instance's key that says whatever a test wants: a good session token's claims and
 * header with these put over them; null takes one away.
 */
export async function mint(situation: Situation, claims: Json, header: Json): Promise<string> {
  const { instance, tables, clock } = situation;
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

/** Moves the stand-in's own clock; it never goes back but by a reset. */
export function advanceClock({ tables }: Situation, milliseconds: number): void {
  const offsetMs = tables.clocks.get("clock")?.offsetMs ?? 0;
  tables.clocks.put({ id: "clock", offsetMs: offsetMs + milliseconds });
}

export function createPerson({ tables, clock }: Situation, person: directory.NewPerson): PersonRecord {
  return directory.createPerson(tables, person, clock.nowMs);
}

export function createOrganization(
  { tables, clock }: Situation,
  wanted: NewOrganization,
): OrganizationRecord {
  return rules.createOrganization(tables, wanted, clock.nowMs);
}

export function renameOrganization(
  { tables, clock }: Situation,
  { orgId, ...changes }: Renaming,
): OrganizationRecord {
  const organization = rules.organizationOf(tables, orgId);
  return rules.updateOrganization(tables, organization, { ...changes, nowMs: clock.nowMs });
}

export function addMember({ tables, clock }: Situation, appointment: Appointment): MembershipRecord {
  return rules.addMember(tables, appointment, clock.nowMs);
}

export function setRole({ tables, clock }: Situation, appointment: Appointment): MembershipRecord {
  return rules.setRole(tables, appointment, clock.nowMs);
}

/** The last code sent to that address that is not used up; null when there is none. */
export function lastCodeFor({ tables }: Situation, email: string): string | null {
  const sent = tables.codes.where({ email: email.toLowerCase() });
  return sent.toSorted((a, b) => a.sentAtMs - b.sentAtMs).at(-1)?.code ?? null;
}

function sessionById({ tables }: Situation, sessionId: string): SessionRecord {
  const session = tables.sessions.get(sessionId);
  if (session === null) throw new Error(`clerk-local: there is no session ${sessionId}.`);
  return session;
}
