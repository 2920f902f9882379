/** Too many wrong passwords and codes: https://clerk.com/docs/guides/protect/user-lockout */
import { configurationOf } from "#clerk-local/configuration.ts";
import { userLocked } from "#clerk-local/errors.ts";
import type { PersonRecord } from "#clerk-local/state/records.ts";
import type { Tables } from "#clerk-local/state/tables.ts";

export const LOCKOUT_MS = 60 * 60 * 1000;

/** How long nobody can sign in to that account yet; null when it is not locked. */
export function lockedForSeconds({ lockedUntilMs = null }: PersonRecord, nowMs: number): number | null {
  if (lockedUntilMs === null || nowMs >= lockedUntilMs) return null;
  return Math.ceil((lockedUntilMs - nowMs) / 1000);
}

/** Throws `user_locked`. */
export function refuseLocked(person: PersonRecord, nowMs: number): void {
  const seconds = lockedForSeconds(person, nowMs);
  if (seconds !== null) throw userLocked(seconds);
}

export function lock(tables: Tables, person: PersonRecord, nowMs: number): PersonRecord {
  return tables.people.put({ ...person, failedAttempts: 0, lockedUntilMs: nowMs + LOCKOUT_MS });
}

/** What `attempt` answers. Counts it where it throws; the one that uses up the last try throws `user_locked`. */
export function countingFailures<Answer>(
  tables: Tables,
  { person, nowMs }: { readonly person: PersonRecord; readonly nowMs: number },
  attempt: () => Answer,
): Answer {
  try {
    return attempt();
  } catch (error) {
    const failedAttempts = (person.failedAttempts ?? 0) + 1;
    if (failedAttempts < configurationOf(tables).maxSignInAttempts) {
      tables.people.put({ ...person, failedAttempts });
      throw error;
    }
    refuseLocked(lock(tables, person, nowMs), nowMs);
    throw error;
  }
}
