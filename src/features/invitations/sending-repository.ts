import { eq, inArray, sql, type SQL } from "drizzle-orm";
import { invitations } from "#src/db/invitation-schema.ts";
import type { Statement } from "#src/db/statement.ts";
import type { TenantScope } from "#src/db/tenant-scope.ts";
import { INVITATION } from "#src/features/invitations/invitation-columns.ts";
import type { Invitation, Reason } from "#src/features/invitations/invitation.ts";
import type { InvitationId, UserId } from "#src/lib/ids.ts";

const ID = { id: invitations.id };

/** The statements that take an organization's invitations to Clerk, from one state to the next. */
export function sendingRepository(scope: TenantScope) {
  const change = (set: Change, where: Where) => scope.update(invitations, { set, where, returning: ID });
  return {
    /** Marks as being sent those that still wait; whoever claims one is alone with it. */
    claim(ids: readonly InvitationId[], nowMs: number): Statement<Invitation> {
      return scope.update(invitations, {
        set: { status: "sending", attemptedAtMs: nowMs },
        where: of("waiting", ids),
        returning: INVITATION,
      });
    },

    /** Lets those that were claimed wait on. */
    unclaim(ids: readonly InvitationId[]): Statement<{ id: InvitationId }> {
      return change({ status: "waiting" }, of("sending", ids));
    },

    /** The same, each to go by a call of its own. */
    setApart(ids: readonly InvitationId[]): Statement<{ id: InvitationId }> {
      return change({ status: "waiting", alone: 1 }, of("sending", ids));
    },

    /** The same, after an answer of Clerk's that nobody heard. */
    doubt(ids: readonly InvitationId[]): Statement<{ id: InvitationId }> {
      return change(
        { status: "waiting", alone: 1, doubts: sql`${invitations.doubts} + 1` },
        of("sending", ids),
      );
    },

    setSent(id: InvitationId, sent: SentByClerk): Statement<{ id: InvitationId }> {
      return change({ ...sent, status: "sent" }, of("sending", [id]));
    },

    refuse(ids: readonly InvitationId[], reason: Reason): Statement<{ id: InvitationId }> {
      return change({ status: "refused", reason }, of("sending", ids));
    },

    /** Refuses all that wait, or those of one inviter. */
    refuseWaiting(reason: Reason, invitedBy: UserId | null): Statement<{ id: InvitationId }> {
      const theirs = invitedBy === null ? [] : [eq(invitations.invitedBy, invitedBy)];
      return change({ status: "refused", reason }, [eq(invitations.status, "waiting"), ...theirs]);
    },

    /** Gives one that is being sent up before Clerk is asked. */
    withdraw(id: InvitationId): Statement<{ id: InvitationId }> {
      return scope.delete(invitations, { where: of("sending", [id]), returning: ID });
    },
  };
}

/** Invitations that Clerk has taken, as the log is told of them (`activityRepository.recordEach`): by role, not by address. */
export function loggedInvitations(ids: readonly InvitationId[]) {
  const title = sql`case ${invitations.role} when 'org:admin' then 'Admin' else 'Member' end`;
  return { from: invitations, id: invitations.id, title, where: of("sending", ids) };
}

type Change = Parameters<TenantScope["update"]>[1]["set"];
type Where = readonly [SQL, ...SQL[]];
type SentByClerk = { readonly clerkId: string; readonly expiresAtMs: number };

function of(status: Invitation["status"], ids: readonly InvitationId[]): Where {
  return [eq(invitations.status, status), inArray(invitations.id, [...ids])];
}
