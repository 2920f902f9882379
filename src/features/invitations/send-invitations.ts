import { inviteMany, inviteOne, listInvitations, type ClerkInvitation } from "#src/clerk/invitations.ts";
import type { CallFailure } from "#src/clerk/organization-calls.ts";
import { pauseCalls, reserveCall, type CallKind } from "#src/db/invitation-budget.ts";
import type { Statement } from "#src/db/statement.ts";
import type { TenantScope } from "#src/db/tenant-scope.ts";
import { activityRepository } from "#src/features/activity/activity-repository.ts";
import { MOST_PER_BULK_CALL, queueLimit } from "#src/features/invitations/governor.ts";
import { invitationListRepository } from "#src/features/invitations/invitation-list-repository.ts";
import { loggedInvitations, sendingRepository } from "#src/features/invitations/sending-repository.ts";
import type { Invitation, Reason } from "#src/features/invitations/invitation.ts";
import { becameOf } from "#src/features/invitations/became-of.ts";
import { queueRepository } from "#src/features/invitations/queue-repository.ts";
import type { OrgId } from "#src/lib/ids.ts";

/** An organization whose invitations are sent. */
export type Sender = { readonly orgId: OrgId; readonly scope: TenantScope };

/** `unknown`: Clerk did not answer; whether it did what it was asked is seen later (`settleDoubts`). */
export type Sending = "done" | "limited" | "unknown";

/** As long as a call to Clerk may still have an effect after nobody waits for it any more. */
const DOUBT_MS = 2 * 60 * 1000;
/** So many are looked at to fill a call. */
const WINDOW = 3 * MOST_PER_BULK_CALL;

type Turn = {
  readonly nowMs: number;
  /** By this the organization stands behind others afterwards. */
  readonly turn: number;
  /** Kinds of calls of which the hour has had enough; added to. */
  readonly spent: Set<CallKind>;
};

/** One turn: one call for an organization's first waiting invitations. `idle`: none can go out now. */
export async function sendNext(sender: Sender, { nowMs, turn, spent }: Turn): Promise<Sending | "idle"> {
  const { scope } = sender;
  const repository = sendingRepository(scope);
  const [waiting] = await scope.batch([
    invitationListRepository(scope).waiting(WINDOW),
    queueRepository(scope).takeTurn(turn),
  ]);
  for (;;) {
    const call = nextCall(waiting, spent);
    if (call === null) return "idle";
    const ids = call.invitations.map(({ id }) => id);
    const [[room], claimed] = await scope.batch([
      reserveCall(call.kind, queueLimit(call.kind), nowMs),
      repository.claim(ids, nowMs),
    ]);
    if (room !== undefined) return claimed.length === 0 ? "idle" : send(sender, claimed, { ...call, nowMs });
    await scope.batch([repository.unclaim(claimed.map(({ id }) => id))]);
    spent.add(call.kind);
  }
}

type NextCall = { readonly kind: CallKind; readonly invitations: readonly Invitation[] };

/** Up to ten of one inviter by a bulk call while there are any; those set apart, and single ones, by calls of their own. */
function nextCall(waiting: readonly Invitation[], spent: ReadonlySet<CallKind>): NextCall | null {
  const together = waiting.filter(({ alone }) => alone === 0);
  const bulk = together
    .filter(({ invitedBy }) => invitedBy === together[0]?.invitedBy)
    .slice(0, MOST_PER_BULK_CALL);
  if (bulk.length > 1 && !spent.has("bulk")) return { kind: "bulk", invitations: bulk };
  if (waiting.length > 0 && !spent.has("single")) return { kind: "single", invitations: waiting.slice(0, 1) };
  return bulk.length > 0 && !spent.has("bulk") ? { kind: "bulk", invitations: bulk } : null;
}

/** Asks Clerk for invitations that were claimed, of one inviter, and writes down what came of it. */
export async function send(
  sender: Sender,
  claimed: readonly Invitation[],
  { kind, nowMs }: { readonly kind: CallKind; readonly nowMs: number },
): Promise<Sending> {
  const { orgId, scope } = sender;
  const drafts = claimed.map(({ email: emailAddress, role, invitedBy: inviterUserId }) => ({
    emailAddress,
    role,
    inviterUserId,
  }));
  const [draft] = drafts;
  if (draft === undefined) return "done";
  const sent = await (kind === "bulk" ? inviteMany(orgId, drafts) : inviteOne(orgId, draft));
  if (sent.ok) {
    await scope.batch(settlement(scope, { claimed, sent: sent.value, nowMs }));
    return "done";
  }
  return unsent(sender, claimed, { failure: sent.reason, kind, nowMs });
}

type Unsent = { readonly failure: CallFailure; readonly kind: CallKind; readonly nowMs: number };

async function unsent(
  sender: Sender,
  claimed: readonly Invitation[],
  { failure, kind, nowMs }: Unsent,
): Promise<Sending> {
  const { scope } = sender;
  const repository = sendingRepository(scope);
  const ids = claimed.map(({ id }) => id);
  switch (failure.kind) {
    case "unknown":
      return "unknown";
    case "limited":
      await scope.batch([pauseCalls(kind, nowMs + failure.retryAfterMs), repository.unclaim(ids)]);
      return "limited";
    case "refused": {
      const reason = REASON_OF[failure.code] ?? "refused";
      const wasInDoubt = claimed.some(({ doubts }) => doubts > 0);
      if (reason === "invited" && wasInDoubt) return settle(sender, claimed, nowMs);
      const isOfOne = claimed.length === 1 || reason === "inviter";
      if (!isOfOne) await scope.batch([repository.setApart(ids)]);
      else await scope.batch([repository.refuse(ids, reason), ...refusalsBeside(scope, claimed, reason)]);
      return "done";
    }
  }
}

/** What is refused for the same reason without asking: each question would cost everybody a call. */
function refusalsBeside(
  scope: TenantScope,
  claimed: readonly Invitation[],
  reason: Reason,
): Statement<unknown>[] {
  const repository = sendingRepository(scope);
  if (reason === "full") return [repository.refuseWaiting(reason, null)];
  const [first] = claimed;
  return reason === "inviter" && first !== undefined
    ? [repository.refuseWaiting(reason, first.invitedBy)]
    : [];
}

/** Clerk's codes, as its Backend API answers them. */
const REASON_OF: Readonly<Record<string, Reason>> = {
  already_a_member_in_organization: "member",
  organization_invitation_not_unique: "invited",
  duplicate_record: "invited",
  form_param_format_invalid: "not-an-address",
  organization_membership_quota_exceeded: "full",
  missing_organization_permission: "inviter",
  not_a_member_in_organization: "inviter",
  // The inviter, or the organization, is no more.
  resource_not_found: "inviter",
};

/**
 * Asks Clerk what became of invitations whose answer was not heard, or not written down: those that it has are
 * sent, the others wait again. Nothing is sent a second time before that. `unknown`: Clerk does not answer still.
 */
export async function settleDoubts(sender: Sender, nowMs: number): Promise<Sending> {
  const lists = invitationListRepository(sender.scope);
  const [doubtful] = await sender.scope.batch([lists.doubtful(nowMs - DOUBT_MS, WINDOW)]);
  return doubtful.length === 0 ? "done" : settle(sender, doubtful, nowMs);
}

async function settle(
  { orgId, scope }: Sender,
  doubtful: readonly Invitation[],
  nowMs: number,
): Promise<Sending> {
  const known = await listInvitations(orgId, { pending: false });
  if (!known.ok && known.reason.kind !== "refused") return "unknown";
  const sent = known.ok
    ? known.value.invitations.filter((each) => doubtful.some((ours) => becameOf(ours, each)))
    : [];
  const addresses = new Set(sent.map(({ emailAddress }) => emailAddress));
  const unheard = doubtful.filter(({ email }) => !addresses.has(email)).map(({ id }) => id);
  const statements = settlement(scope, { claimed: doubtful, sent, nowMs });
  await scope.batch([...statements, sendingRepository(scope).doubt(unheard)]);
  return "done";
}

type Settled = {
  readonly claimed: readonly Invitation[];
  readonly sent: readonly ClerkInvitation[];
  readonly nowMs: number;
};

/** Writes down what Clerk has: each invitation as its inviter's deed. */
function settlement(scope: TenantScope, { claimed, sent, nowMs }: Settled): Statement<unknown>[] {
  const byAddress = new Map(sent.map((each) => [each.emailAddress, each]));
  const done = claimed.filter(({ email }) => byAddress.has(email));
  const log = activityRepository(scope);
  const deeds = [...Map.groupBy(done, ({ invitedBy }) => invitedBy)].map(([actorId, theirs]) =>
    log.recordEach(
      { actorId, action: "invitation.sent", atMs: nowMs },
      loggedInvitations(theirs.map(({ id }) => id)),
    ),
  );
  const repository = sendingRepository(scope);
  const changes = done.flatMap(({ id, email }) => {
    const each = byAddress.get(email);
    if (each === undefined) return [];
    return [repository.setSent(id, { clerkId: each.clerkId, expiresAtMs: each.expiresAtMs })];
  });
  return [...deeds, ...changes];
}
