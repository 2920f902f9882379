import { may } from "#src/auth/rights.ts";
import type { Tenant } from "#src/auth/tenant.ts";
import { isUniqueFailure } from "#src/db/database.ts";
import { releaseCall, reserveCall } from "#src/db/invitation-budget.ts";
import type { TenantScope } from "#src/db/tenant-scope.ts";
import { idempotencyRepository } from "#src/features/idempotency/idempotency-repository.ts";
import { runOnce, type Occasion } from "#src/features/idempotency/run-once.ts";
import { addressRepository } from "#src/features/invitations/address-repository.ts";
import { CALLS_PER_HOUR } from "#src/features/invitations/governor.ts";
import { invitationRepository } from "#src/features/invitations/invitation-repository.ts";
import {
  REASONS,
  type Invitation,
  type InvitationDraft,
  type Reason,
} from "#src/features/invitations/invitation.ts";
import { queueRepository } from "#src/features/invitations/queue-repository.ts";
import { sendingRepository } from "#src/features/invitations/sending-repository.ts";
import { send } from "#src/features/invitations/send-invitations.ts";
import { newInvitationId, parseInvitationId, type InvitationId } from "#src/lib/ids.ts";
import { fail, ok, type Result } from "#src/lib/result.ts";

export type Actor = { readonly tenant: Tenant; readonly scope: TenantScope };
export type InviteFailure = Reason | "forbidden" | "key-reused";

/** How long a request that came twice waits for what becomes of the first: Clerk has three seconds. */
const PATIENCE_MS = 4000;
const POLL_MS = 100;

/**
 * Admins may invite. The invitation is `sent` where Clerk took it at once, `waiting` where the hour has had its
 * calls, and `sending` where Clerk did not answer; the last two go out by the sending job. A request whose key was
 * used for the same answers as that one did.
 */
export async function invite(
  actor: Actor,
  draft: InvitationDraft,
  occasion: Occasion,
): Promise<Result<Invitation, InviteFailure>> {
  const { tenant, scope } = actor;
  if (!may(tenant, "members.manage")) return fail("forbidden");
  const { nowMs, request } = occasion;
  const [members, [before]] = await scope.batch([
    addressRepository(scope).memberEmails([draft.email]),
    idempotencyRepository(scope).find(tenant.userId, request?.key ?? ""),
  ]);
  // The same request is answered the same, also once the address has become a member's.
  if (members.length > 0 && before === undefined) return fail("member");
  const invitation = newInvitation(tenant, draft, nowMs);
  const added = await add(actor, invitation, occasion);
  if (!added.ok) return added;
  return added.value.repeated ? outcomeOf(scope, added.value.id) : sendNow(actor, invitation, nowMs);
}

/** One that is being sent from the start, so that nobody else claims it. */
export function newInvitation({ userId }: Tenant, draft: InvitationDraft, nowMs: number): Invitation {
  return {
    ...draft,
    id: newInvitationId(),
    status: "sending",
    reason: null,
    line: null,
    invitedBy: userId,
    createdAtMs: nowMs,
    attemptedAtMs: nowMs,
    doubts: 0,
    alone: 0,
    clerkId: null,
    expiresAtMs: null,
  };
}

type Added = { readonly id: InvitationId; readonly repeated: boolean };

async function add(
  { tenant, scope }: Actor,
  invitation: Invitation,
  occasion: Occasion,
): Promise<Result<Added, "key-reused" | "invited">> {
  const repository = invitationRepository(scope);
  const statements = [repository.dropOld(occasion.nowMs), repository.add(invitation)];
  try {
    const done = await runOnce({ by: tenant.userId, scope }, { statements, answer: invitation.id }, occasion);
    if (!done.ok) return done;
    const { answer, repeated } = done.value;
    return ok({ id: parseInvitationId(answer) ?? invitation.id, repeated });
  } catch (error) {
    if (isUniqueFailure(error, "invitations")) return fail("invited");
    throw error;
  }
}

/** Sends one that was added as `sending`, if the instance's hour and the organization's share of it allow. */
export async function sendNow(
  { tenant, scope }: Actor,
  invitation: Invitation,
  nowMs: number,
): Promise<Result<Invitation, Reason>> {
  const repository = invitationRepository(scope);
  const [[share], [room]] = await scope.batch([
    queueRepository(scope).takeShare(nowMs),
    reserveCall("single", CALLS_PER_HOUR.single, nowMs),
  ]);
  if (share !== undefined && room !== undefined) {
    await send({ orgId: tenant.orgId, scope }, [invitation], { kind: "single", nowMs });
  } else {
    const release = room === undefined ? [] : [releaseCall("single", nowMs)];
    await scope.batch([sendingRepository(scope).unclaim([invitation.id]), ...release]);
  }
  const [[now]] = await scope.batch([repository.find(invitation.id)]);
  return told(now ?? invitation);
}

/** What became of an invitation that another request is about, as soon as it is known. */
async function outcomeOf(scope: TenantScope, id: InvitationId): Promise<Result<Invitation, Reason>> {
  const untilMs = Date.now() + PATIENCE_MS;
  for (;;) {
    const [[found]] = await scope.batch([invitationRepository(scope).find(id)]);
    // Dismissed since.
    if (found === undefined) return fail("refused");
    if (found.status !== "sending" || Date.now() > untilMs) return told(found);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

function told(invitation: Invitation): Result<Invitation, Reason> {
  if (invitation.status !== "refused") return ok(invitation);
  const { reason } = invitation;
  // As `refuse` writes them.
  return fail(reason !== null && Object.hasOwn(REASONS, reason) ? (reason as Reason) : "refused");
}
