import { eq, lte, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { endedSessions } from "#src/db/mirror-schema.ts";
import type { Statement } from "#src/db/statement.ts";

// Builds SQL text only.
const builder = drizzle(null as unknown as D1Database);

/** A session ends once. */
export function addEndedSession(id: string, endedAtMs: number): Statement<never> {
  return builder.insert(endedSessions).values({ id, endedAtMs }).onConflictDoNothing().toSQL();
}

export function dropSessionsEndedBefore(endedAtMs: number): Statement<never> {
  return builder.delete(endedSessions).where(lte(endedSessions.endedAtMs, endedAtMs)).toSQL();
}

/** One row when the session has ended, whatever its token says. */
export function findEndedSession(id: string): Statement<{ id: string }> {
  return builder
    .select({ id: sql`${endedSessions.id}`.as("id") })
    .from(endedSessions)
    .where(eq(endedSessions.id, id))
    .limit(1)
    .toSQL();
}
