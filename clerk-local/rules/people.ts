import { removeApiKeysOf } from "./api-keys.ts";
import { personOf } from "./directory.ts";
import { Refusal, wrongField } from "#clerk-local/errors.ts";
import { refuseLocked } from "./lockout.ts";
import type { PersonRecord } from "#clerk-local/state/records.ts";
import { closeSession, sessionsOfPerson } from "./sessions.ts";
import type { Tables } from "#clerk-local/state/tables.ts";

/** Who may not sign in: throws `user_banned`, which Clerk's SDKs know (shared/errors/helpers.ts), or `user_locked`. */
export function refuseBarred(person: PersonRecord, nowMs: number): void {
  if (person.isBanned === true) throw new Refusal(403, "user_banned", "This person is banned.");
  refuseLocked(person, nowMs);
}

/** Nobody signs in as this person any more, and who was signed in no longer is. */
export function ban(tables: Tables, userId: string, nowMs: number): PersonRecord {
  endSessions(tables, userId, nowMs);
  return change(tables, userId, { isBanned: true, updatedAtMs: nowMs });
}

export function unban(tables: Tables, userId: string, nowMs: number): PersonRecord {
  return change(tables, userId, { isBanned: false, updatedAtMs: nowMs });
}

export function unlock(tables: Tables, userId: string, nowMs: number): PersonRecord {
  return change(tables, userId, { lockedUntilMs: null, failedAttempts: 0, updatedAtMs: nowMs });
}

/** Null takes the password away. It is not checked. */
export function setPassword(
  tables: Tables,
  { userId, password }: { readonly userId: string; readonly password: string | null },
  nowMs: number,
): PersonRecord {
  return change(tables, userId, { password, passwordUpdatedAtMs: nowMs, updatedAtMs: nowMs });
}

/** Throws `no_password_set` or `incorrect_password`. */
export function verifyPassword({ password }: PersonRecord, given: string): void {
  if (password === null) throw new Refusal(400, "no_password_set", "This person has no password.");
  if (given !== password) throw new Refusal(422, "incorrect_password", "The password is not theirs.");
}

/** Throws when another person has it: the names of other systems are one person's each. */
export function checkExternalId(tables: Tables, externalId: string, userId: string | null): void {
  const [owner] = tables.people.where({ externalId });
  if (owner === undefined || owner.id === userId) return;
  throw wrongField("form_identifier_exists", "external_id", "That external id is taken.");
}

export function endSessions(tables: Tables, userId: string, nowMs: number): void {
  for (const session of sessionsOfPerson(tables, userId, nowMs)) closeSession(tables, session, "revoked");
}

/**
 * The person, their memberships and addresses; signed out everywhere. Also the last admin may go: Clerk marks such
 * an organization as one that misses a member with elevated permissions (backend/api/resources/JSON.ts).
 */
export function deletePerson(tables: Tables, userId: string): void {
  for (const { id } of tables.memberships.where({ userId })) tables.memberships.remove(id);
  for (const { id } of tables.emailAddresses.where({ userId })) tables.emailAddresses.remove(id);
  for (const session of tables.sessions.where({ userId })) {
    closeSession(tables, session, "removed");
    tables.sessions.remove(session.id);
  }
  removeApiKeysOf(tables, userId);
  tables.people.remove(userId);
}

function change(tables: Tables, userId: string, changes: Partial<PersonRecord>): PersonRecord {
  return tables.people.put({ ...personOf(tables, userId), ...changes });
}
