import { asc, eq, gt } from "drizzle-orm";
import { activitySeals, organizationCounters } from "#src/db/schema.ts";
import type { Statement } from "#src/db/statement.ts";
import type { TenantScope } from "#src/db/tenant-scope.ts";

export type Seal = { readonly seq: number; readonly hash: string };

const SEAL = { seq: activitySeals.seq, hash: activitySeals.hash };

/** Every statement on the seals of an organization's log. */
export function sealRepository(scope: TenantScope) {
  return {
    /** How far the log goes, and how far it is sealed; no row where nothing was ever done. */
    ends(): Statement<{ lastActivitySeq: number; lastSealedSeq: number }> {
      return scope.select({
        from: organizationCounters,
        columns: {
          lastActivitySeq: organizationCounters.lastActivitySeq,
          lastSealedSeq: organizationCounters.lastSealedSeq,
        },
        limit: 1,
      });
    },

    find(seq: number): Statement<Seal> {
      return scope.select({
        from: activitySeals,
        columns: SEAL,
        where: [eq(activitySeals.seq, seq)],
        limit: 1,
      });
    },

    /** Up to `limit` seals behind a number, in order. */
    after(seq: number, limit: number): Statement<Seal> {
      return scope.select({
        from: activitySeals,
        columns: SEAL,
        where: [gt(activitySeals.seq, seq)],
        orderBy: [asc(activitySeals.seq)],
        limit,
      });
    },

    /** Fails the batch unless it is the next one's. */
    add(seal: Seal): Statement<never> {
      return scope.insert(activitySeals, seal);
    },
  };
}
