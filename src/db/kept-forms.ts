import { and, eq, gt, lte, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { keptForms } from "#src/db/schema.ts";
import type { Statement } from "#src/db/statement.ts";
import type { UserId } from "#src/lib/ids.ts";

// Builds SQL text only.
const builder = drizzle(null as unknown as D1Database);

/** Stores a person's sealed form in place of one stored before. */
export function putKeptForm(form: typeof keptForms.$inferInsert): Statement<never> {
  const { sealed, expiresAtMs } = form;
  return builder
    .insert(keptForms)
    .values(form)
    .onConflictDoUpdate({ target: keptForms.userId, set: { sealed, expiresAtMs } })
    .toSQL();
}

/** The person's sealed form, or no row once it has expired. */
export function findKeptForm(userId: UserId, nowMs: number): Statement<{ sealed: string }> {
  return builder
    .select({ sealed: sql`${keptForms.sealed}`.as("sealed") })
    .from(keptForms)
    .where(and(eq(keptForms.userId, userId), gt(keptForms.expiresAtMs, nowMs)))
    .limit(1)
    .toSQL();
}

export function dropKeptForm(userId: UserId): Statement<never> {
  return builder.delete(keptForms).where(eq(keptForms.userId, userId)).toSQL();
}

/** Removes everybody's expired forms. */
export function dropExpiredForms(nowMs: number): Statement<never> {
  return builder.delete(keptForms).where(lte(keptForms.expiresAtMs, nowMs)).toSQL();
}
