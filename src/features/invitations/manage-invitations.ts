import { may } from "#src/auth/rights.ts";
import { isGivenRole, roleName } from "#src/auth/roles.ts";
import { findInvitation, revokeInvitation } from "#src/clerk/invitations.ts";
import type { CallFailure } from "#src/clerk/organization-calls.ts";
import { isUniqueFailure } from "#src/db/database.ts";
import { activityRepository } from "#src/features/activity/activity-repository.ts";
import { runOnce, type Occasion } from "#src/features/idempotency/run-once.ts";
import { invitationRepository } from "#src/features/invitations/invitation-repository.ts";
import { sendingRepository } from "#src/features/invitations/sending-repository.ts";
import { type Invitation, type Reason } from "#src/features/invitations/invitation.ts";
import { newInvitation, sendNow, type Actor } from "#src/features/invitations/invite.ts";
import { parseInvitationId } from "#src/lib/ids.ts";
import { fail, ok, type Result } from "#src/lib/result.ts";

export type ManageFailure = "absent" | "forbidden" | "unavailable";

/** Clerk's ids of invitations: nothing else goes into the address of a call. */
const CLERK_ID = /^orginv_\w{3,64}$/;

/** Admins may take back an open invitation, whoever sent it. `absent`: it is none of the organization's, or not open. */
export async function revoke(
  actor: Actor,
  given: unknown,
  nowMs: number,
): Promise<Result<null, ManageFailure>> {
  const { tenant, scope } = actor;
  if (!may(tenant, "members.manage")) return fail("forbidden");
  if (typeof given !== "string" || !CLERK_ID.test(given)) return fail("absent");
  const wanted = { invitationId: given, requestingUserId: tenant.userId };
  const revoked = await revokeInvitation(tenant.orgId, wanted);
  if (!revoked.ok) return fail(failureOf(revoked.reason));
  const log = activityRepository(scope);
  const deed = { actorId: tenant.userId, action: "invitation.revoked", atMs: nowMs } as const;
  const title = roleName(revoked.value.role);
  await scope.batch([log.open(), log.record(deed, { id: given, title })]);
  return ok(null);
}

/**
 * Admins may send an open invitation again: Clerk can only take it back and send another. The other is written down
 * first, so that the person is not left with none.
 */
export async function resend(
  actor: Actor,
  given: unknown,
  occasion: Occasion,
): Promise<Result<Invitation, ManageFailure | "key-reused" | Reason>> {
  const { tenant, scope } = actor;
  if (!may(tenant, "members.manage")) return fail("forbidden");
  if (typeof given !== "string" || !CLERK_ID.test(given)) return fail("absent");
  const found = await findInvitation(tenant.orgId, given);
  if (!found.ok) return fail(failureOf(found.reason));
  const { emailAddress: email, role, status } = found.value;
  if (status !== "pending" || !isGivenRole(role)) return fail("absent");
  const invitation = newInvitation(tenant, { email, role }, occasion.nowMs);
  try {
    const effect = { statements: [invitationRepository(scope).add(invitation)], answer: invitation.id };
    const added = await runOnce({ by: tenant.userId, scope }, effect, occasion);
    if (!added.ok) return added;
    if (added.value.repeated) return ok(invitation);
  } catch (error) {
    if (isUniqueFailure(error, "invitations")) return fail("invited");
    throw error;
  }
  const wanted = { invitationId: given, requestingUserId: tenant.userId };
  const revoked = await revokeInvitation(tenant.orgId, wanted);
  if (revoked.ok) return sendNow(actor, invitation, occasion.nowMs);
  // Where nobody heard whether it was taken back, the other one is tried all the same, by and by.
  const isUndone = revoked.reason.kind !== "unknown";
  const repository = sendingRepository(scope);
  await scope.batch([isUndone ? repository.withdraw(invitation.id) : repository.unclaim([invitation.id])]);
  return fail(failureOf(revoked.reason));
}

/** Admins may give up one that waits, or forget one that was refused; `given` is our own id of it. */
export async function dismiss(
  { tenant, scope }: Actor,
  given: unknown,
): Promise<Result<null, ManageFailure>> {
  if (!may(tenant, "members.manage")) return fail("forbidden");
  const id = parseInvitationId(given);
  if (id === null) return fail("absent");
  const [[gone]] = await scope.batch([invitationRepository(scope).dismiss(id)]);
  return gone === undefined ? fail("absent") : ok(null);
}

/** The same of all that wait, or all that were refused. */
export async function dismissAll(
  { tenant, scope }: Actor,
  status: "waiting" | "refused",
): Promise<Result<null, "forbidden">> {
  if (!may(tenant, "members.manage")) return fail("forbidden");
  await scope.batch([invitationRepository(scope).dismissAll(status)]);
  return ok(null);
}

function failureOf(failure: CallFailure): ManageFailure {
  if (failure.kind !== "refused") return "unavailable";
  return failure.code === "missing_organization_permission" || failure.code === "not_a_member_in_organization"
    ? "forbidden"
    : "absent";
}
