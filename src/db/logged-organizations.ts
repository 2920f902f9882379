import { and, asc, gt, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { organizationCounters } from "#src/db/schema.ts";
import type { Statement } from "#src/db/statement.ts";
import type { OrgId } from "#src/lib/ids.ts";

// Builds SQL text only.
const builder = drizzle(null as unknown as D1Database);

/** Up to `limit` organizations behind one, by id, whose log goes on behind its last seal: for the sealing job. */
export function unsealedOrganizations(after: string, limit: number): Statement<{ orgId: OrgId }> {
  const { orgId, lastActivitySeq, lastSealedSeq } = organizationCounters;
  return builder
    .select({ orgId: sql`${orgId}`.as("orgId") })
    .from(organizationCounters)
    .where(and(gt(sql`${orgId}`, after), gt(lastActivitySeq, lastSealedSeq)))
    .orderBy(asc(orgId))
    .limit(limit)
    .toSQL();
}

/** Up to `limit` organizations behind one, by id, that have a log: to verify them all. */
export function loggedOrganizations(after: string, limit: number): Statement<{ orgId: OrgId }> {
  const { orgId, lastActivitySeq } = organizationCounters;
  return builder
    .select({ orgId: sql`${orgId}`.as("orgId") })
    .from(organizationCounters)
    .where(and(gt(sql`${orgId}`, after), gt(lastActivitySeq, 0)))
    .orderBy(asc(orgId))
    .limit(limit)
    .toSQL();
}
