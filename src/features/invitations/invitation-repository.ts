import { eq, inArray, lt, sql } from "drizzle-orm";
import { invitations } from "#src/db/invitation-schema.ts";
import type { Statement } from "#src/db/statement.ts";
import type { TenantScope } from "#src/db/tenant-scope.ts";
import { INVITATION } from "#src/features/invitations/invitation-columns.ts";
import { KEPT_AFTER_SENDING_MS, type Invitation } from "#src/features/invitations/invitation.ts";
import type { InvitationId } from "#src/lib/ids.ts";

const ID = { id: invitations.id };

/** What people add to an organization's invitations, and take off again. */
export function invitationRepository(scope: TenantScope) {
  return {
    /** Fails the batch where the address has an unsent one. */
    add(invitation: Invitation): Statement<never> {
      return scope.insert(invitations, invitation);
    },

    /** Leaves out addresses that have an unsent one. */
    addEach(all: readonly Invitation[]): Statement<never> {
      return scope.insertAll(invitations, all, { ifNew: true });
    },

    /** Written as a change, so that the primary answers: a replica may lag. */
    find(id: InvitationId): Statement<Invitation> {
      return scope.update(invitations, {
        set: { status: sql`${invitations.status}` },
        where: [eq(invitations.id, id)],
        returning: INVITATION,
      });
    },

    /** Forgets one that waits or was refused. */
    dismiss(id: InvitationId): Statement<{ id: InvitationId }> {
      const where = [eq(invitations.id, id), inArray(invitations.status, ["waiting", "refused"])] as const;
      return scope.delete(invitations, { where, returning: ID });
    },

    /** Forgets all that wait, or all that were refused. */
    dismissAll(status: "waiting" | "refused"): Statement<{ id: InvitationId }> {
      return scope.delete(invitations, { where: [eq(invitations.status, status)], returning: ID });
    },

    dropOld(nowMs: number): Statement<{ id: InvitationId }> {
      const isOld = lt(invitations.createdAtMs, nowMs - KEPT_AFTER_SENDING_MS);
      return scope.delete(invitations, { where: [eq(invitations.status, "sent"), isOld], returning: ID });
    },
  };
}
