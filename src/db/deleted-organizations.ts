import { asc, eq, isNull, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { deletedOrganizations } from "#src/db/mirror-schema.ts";
import type { Statement } from "#src/db/statement.ts";
import type { OrgId } from "#src/lib/ids.ts";

// Builds SQL text only.
const builder = drizzle(null as unknown as D1Database);

/** From here on the organization gets no row any more. */
export function markOrganizationDeleted(id: OrgId, deletedAtMs: number): Statement<never> {
  return builder.insert(deletedOrganizations).values({ id, deletedAtMs }).onConflictDoNothing().toSQL();
}

/** That it has no row any more. */
export function markOrganizationErased(id: OrgId, erasedAtMs: number): Statement<never> {
  return builder
    .update(deletedOrganizations)
    .set({ erasedAtMs })
    .where(eq(deletedOrganizations.id, id))
    .toSQL();
}

/** Up to `limit` organizations that are deleted and may still have rows, the oldest first. */
export function unerasedOrganizations(limit: number): Statement<{ orgId: OrgId }> {
  const { id, deletedAtMs, erasedAtMs } = deletedOrganizations;
  return builder
    .select({ orgId: sql`${id}`.as("orgId") })
    .from(deletedOrganizations)
    .where(isNull(erasedAtMs))
    .orderBy(asc(deletedAtMs))
    .limit(limit)
    .toSQL();
}

/** One row when the organization is deleted. */
export function findDeletedOrganization(id: OrgId): Statement<{ id: string }> {
  return builder
    .select({ id: sql`${deletedOrganizations.id}`.as("id") })
    .from(deletedOrganizations)
    .where(eq(deletedOrganizations.id, id))
    .limit(1)
    .toSQL();
}
