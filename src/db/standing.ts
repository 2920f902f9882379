import { eq, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { deletedOrganizations, endedSessions, memberships } from "#src/db/mirror-schema.ts";
import type { Statement } from "#src/db/statement.ts";
import type { TenantScope } from "#src/db/tenant-scope.ts";
import type { OrgId, UserId } from "#src/lib/ids.ts";

// Builds SQL text only.
const builder = drizzle(null as unknown as D1Database);

/** What the mirror has of one person in the organization. */
export type Seat = { readonly role: string; readonly deletedAtMs: number | null };

/** One row, or none when the mirror has not heard of this person there, not even that they left. */
export function findSeat(scope: TenantScope, userId: UserId): Statement<Seat> {
  return scope.select({
    from: memberships,
    columns: { role: memberships.role, deletedAtMs: memberships.deletedAtMs },
    where: [eq(memberships.userId, userId)],
    limit: 1,
  });
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

/** One row when the organization is deleted. */
export function findDeletedOrganization(id: OrgId): Statement<{ id: string }> {
  return builder
    .select({ id: sql`${deletedOrganizations.id}`.as("id") })
    .from(deletedOrganizations)
    .where(eq(deletedOrganizations.id, id))
    .limit(1)
    .toSQL();
}
