import { eq, isNull, ne, sql, type SQL } from "drizzle-orm";
import { memberships } from "#src/db/mirror-schema.ts";
import { findSeat, type Seat } from "#src/db/seats.ts";
import type { Statement } from "#src/db/statement.ts";
import { OPEN_ORGANIZATION, type TenantScope } from "#src/db/tenant-scope.ts";
import type { UserId } from "#src/lib/ids.ts";

/** The statements by which a member's place is changed from here, before any event says so. */
export function seatRepository(scope: TenantScope) {
  return {
    /** See `findSeat`. */
    find(userId: UserId): Statement<Seat> {
      return findSeat(scope, userId);
    },

    /**
     * Makes an admin a member, where somebody else remains an admin and the one who asks is one: all in one statement, so
     * that of two admins who do this to each other one stays. One row when it did.
     */
    stepDown(userId: UserId, askedBy: UserId): Statement<{ userId: UserId }> {
      return scope.update(memberships, {
        set: { role: "org:member" },
        where: [
          eq(memberships.userId, userId),
          isNull(memberships.deletedAtMs),
          eq(memberships.role, "org:admin"),
          isAdminAmong(eq(memberships.userId, askedBy)),
          isAdminAmong(ne(memberships.userId, userId)),
        ],
        returning: { userId: memberships.userId },
      });
    },

    /**
     * Writes down what Clerk says a member's role is now, null of who is none any more; unless an event came between, which
     * knows better. The time of the last event stays, so that the next one is later.
     */
    settle(
      { userId, sourceEventAtMs }: { readonly userId: UserId; readonly sourceEventAtMs: number },
      role: string | null,
      nowMs: number,
    ): Statement<{ userId: UserId }> {
      return scope.update(memberships, {
        set: role === null ? { deletedAtMs: nowMs } : { role },
        where: [
          eq(memberships.userId, userId),
          isNull(memberships.deletedAtMs),
          eq(memberships.sourceEventAtMs, sourceEventAtMs),
        ],
        returning: { userId: memberships.userId },
      });
    },
  };
}

/** Whether there is such an admin; whose row is changed has no name in here. */
function isAdminAmong(who: SQL): SQL {
  const { orgId, role, deletedAtMs } = memberships;
  return sql`exists (select 1 from ${memberships} where ${orgId} = ${OPEN_ORGANIZATION} and ${who} and ${role} = 'org:admin' and ${deletedAtMs} is null)`;
}
