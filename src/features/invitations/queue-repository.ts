import { lt, lte, or, sql } from "drizzle-orm";
import { invitationQueues } from "#src/db/invitation-schema.ts";
import type { Statement } from "#src/db/statement.ts";
import { prepareSelection, type TenantScope } from "#src/db/tenant-scope.ts";
import { SHARE_PER_HOUR } from "#src/features/invitations/governor.ts";

const HOUR_MS = 60 * 60 * 1000;

/** How many invitations an organization has in each state. */
export type Queue = { readonly unsent: number; readonly refused: number; readonly queued: number };

const QUEUE = {
  unsent: invitationQueues.unsent,
  refused: invitationQueues.refused,
  queued: invitationQueues.queued,
};
const FIND = prepareSelection({ from: invitationQueues, columns: QUEUE, limit: 1 });

/** Every statement on an organization's place among those that wait. */
export function queueRepository(scope: TenantScope) {
  const { shareSinceMs, shareCalls, unsent } = invitationQueues;
  return {
    /** No row where nobody was ever invited. */
    find(): Statement<Queue> {
      return scope.bind(FIND);
    },

    /** Puts the organization behind every other that waits. */
    takeTurn(turn: number): Statement<{ unsent: number }> {
      return scope.update(invitationQueues, { set: { turn }, where: [sql`true`], returning: { unsent } });
    },

    /** Counts a call from within a request; answers a row unless the organization's hour has had its share. */
    takeShare(nowMs: number): Statement<{ unsent: number }> {
      const isOver = lte(shareSinceMs, nowMs - HOUR_MS);
      return scope.update(invitationQueues, {
        set: {
          shareCalls: sql`case when ${isOver} then 1 else ${shareCalls} + 1 end`,
          shareSinceMs: sql`case when ${isOver} then ${nowMs} else ${shareSinceMs} end`,
        },
        where: [or(isOver, lt(shareCalls, SHARE_PER_HOUR)) ?? isOver],
        returning: { unsent },
      });
    },
  };
}
