import { eq, isNull, lte, ne, sql, type SQL } from "drizzle-orm";
import { memberships } from "#src/db/mirror-schema.ts";
import { findSeat, type Seat } from "#src/db/seats.ts";
import type { Statement } from "#src/db/statement.ts";
import { OPEN_ORGANIZATION, type TenantScope } from "#src/db/tenant-scope.ts";
import type { UserId } from "#src/lib/ids.ts";

/** A seat of which the mirror has heard: a membership is told from a later one of the same person by when it began. */
export type KnownSeat = { readonly userId: UserId; readonly createdAtMs: number };

/** A role, and since when its member has had it, in milliseconds of the clock that events go by. */
type HeldRole = { readonly role: string; readonly sinceMs: number };

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

    /** Writes down the role that Clerk says a member has, unless an event of later has been heard. */
    hold(userId: UserId, { role, sinceMs }: HeldRole): Statement<{ userId: UserId }> {
      return scope.update(memberships, {
        set: { role, sourceEventAtMs: sinceMs },
        where: [
          eq(memberships.userId, userId),
          isNull(memberships.deletedAtMs),
          lte(memberships.sourceEventAtMs, sinceMs),
        ],
        returning: { userId: memberships.userId },
      });
    },

    /** Writes down that a membership has ended. Who has joined again since stays: that is another one, which began later. */
    end({ userId, createdAtMs }: KnownSeat, nowMs: number): Statement<{ userId: UserId }> {
      return scope.update(memberships, {
        set: { deletedAtMs: nowMs, createdAtMs },
        where: [
          eq(memberships.userId, userId),
          isNull(memberships.deletedAtMs),
          lte(memberships.createdAtMs, createdAtMs),
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
