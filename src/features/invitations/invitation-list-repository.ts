import { asc, eq, inArray, lt } from "drizzle-orm";
import { invitations } from "#src/db/invitation-schema.ts";
import type { Statement } from "#src/db/statement.ts";
import { prepareSelection, type TenantScope } from "#src/db/tenant-scope.ts";
import { INVITATION } from "#src/features/invitations/invitation-columns.ts";
import {
  MAX_LISTED,
  MENDABLE,
  SHOWN_INVITATIONS,
  type Invitation,
} from "#src/features/invitations/invitation.ts";

const OLDEST_FIRST = [asc(invitations.status), asc(invitations.createdAtMs), asc(invitations.id)];
const LIST = { from: invitations, columns: INVITATION, orderBy: OLDEST_FIRST, limit: SHOWN_INVITATIONS };

const UNSENT = prepareSelection({ ...LIST, where: [inArray(invitations.status, ["waiting", "sending"])] });
const REFUSED = prepareSelection({ ...LIST, where: [eq(invitations.status, "refused")] });
const TO_MEND = prepareSelection({
  ...LIST,
  where: [eq(invitations.status, "refused"), inArray(invitations.reason, [...MENDABLE])],
  limit: MAX_LISTED,
});

/** The lists of an organization's invitations, the first to be sent first. */
export function invitationListRepository(scope: TenantScope) {
  return {
    /** Those being sent, then those that wait, in the order they will be sent: as many as a page shows. */
    unsent(): Statement<Invitation> {
      return scope.bind(UNSENT);
    },

    refused(): Statement<Invitation> {
      return scope.bind(REFUSED);
    },

    /** The refused ones that may yet be sent once something is changed. */
    toMend(): Statement<Invitation> {
      return scope.bind(TO_MEND);
    },

    /** Up to `limit` of those that wait, the first to be sent first. */
    waiting(limit: number): Statement<Invitation> {
      return scope.select({ ...LIST, where: [eq(invitations.status, "waiting")], limit });
    },

    /** Up to `limit` of which Clerk was asked before then, and no answer was written down. */
    doubtful(beforeMs: number, limit: number): Statement<Invitation> {
      const where = [eq(invitations.status, "sending"), lt(invitations.attemptedAtMs, beforeMs)];
      return scope.select({ ...LIST, where, limit });
    },
  };
}
