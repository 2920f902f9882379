import { may } from "#src/auth/rights.ts";
import { listInvitations, MOST_LISTED } from "#src/clerk/invitations.ts";
import { runOnce, type Occasion } from "#src/features/idempotency/run-once.ts";
import { addressRepository } from "#src/features/invitations/address-repository.ts";
import { invitationRepository } from "#src/features/invitations/invitation-repository.ts";
import type { Invitation, Reason } from "#src/features/invitations/invitation.ts";
import type { ListEntry } from "#src/features/invitations/invitation-list.ts";
import { newInvitation, type Actor } from "#src/features/invitations/invite.ts";
import { queueRepository } from "#src/features/invitations/queue-repository.ts";
import { sendNext } from "#src/features/invitations/send-invitations.ts";
import type { OrgId } from "#src/lib/ids.ts";
import { fail, ok, type Result } from "#src/lib/result.ts";

export type WantedList = {
  readonly entries: readonly ListEntry[];
  /** Whether the list is what had been refused, mended: it takes their place. */
  readonly mends: boolean;
};

export type ListOutcome = { readonly queued: number; readonly refused: number };

/** Clerk's list of open invitations is read so far. */
const MOST_PAGES = 4;

/**
 * Admins may invite a list. Whoever can be invited is queued; what cannot be stands among the refused ones with its
 * line and the reason. The first ten go out at once where there is room. `unavailable`: nobody can tell who has been
 * invited, and nothing was done.
 */
export async function inviteList(
  actor: Actor,
  { entries, mends }: WantedList,
  occasion: Occasion,
): Promise<Result<ListOutcome, "forbidden" | "key-reused" | "unavailable">> {
  const { tenant, scope } = actor;
  if (!may(tenant, "members.manage")) return fail("forbidden");
  const [repository, addresses] = [invitationRepository(scope), addressRepository(scope)];
  const emails = entries.map(({ email }) => email);
  const [open, [members, unsent]] = await Promise.all([
    openAddresses(tenant.orgId),
    scope.batch([addresses.memberEmails(emails), addresses.unsentEmails(emails)]),
  ]);
  if (open === null) return fail("unavailable");
  const memberEmails = new Set(members.map(({ email }) => email?.toLowerCase()));
  const invited = new Set([...open, ...unsent.map(({ email }) => email)]);
  const rows = entries.map((entry): Invitation => {
    const { line, email, role, reason: fault } = entry;
    const known = memberEmails.has(email) ? "member" : invited.has(email) ? "invited" : null;
    const reason: Reason | null = fault ?? known;
    const status = reason === null ? "waiting" : "refused";
    const row = newInvitation(tenant, { email, role }, occasion.nowMs);
    return { ...row, line, status, reason, attemptedAtMs: null };
  });
  const queued = rows.filter(({ status }) => status === "waiting").length;
  const statements = [
    repository.dropOld(occasion.nowMs),
    ...(mends ? [repository.dismissAll("refused")] : []),
    repository.addEach(rows),
  ];
  const answer = JSON.stringify({ queued, refused: rows.length - queued } satisfies ListOutcome);
  const done = await runOnce({ by: tenant.userId, scope }, { statements, answer }, occasion);
  if (!done.ok) return done;
  if (!done.value.repeated && queued > 0) await sendFirst(actor, occasion.nowMs);
  // As it was written above, by this request or the one before it.
  return ok(JSON.parse(done.value.answer) as ListOutcome);
}

async function sendFirst({ tenant: { orgId }, scope }: Actor, nowMs: number): Promise<void> {
  const [[share]] = await scope.batch([queueRepository(scope).takeShare(nowMs)]);
  if (share !== undefined) await sendNext({ orgId, scope }, { nowMs, turn: nowMs, spent: new Set() });
}

/** The addresses of open invitations, Clerk's panel's included; null when Clerk does not answer. */
async function openAddresses(orgId: OrgId): Promise<readonly string[] | null> {
  const addresses: string[] = [];
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const listed = await listInvitations(orgId, { offset: page * MOST_LISTED });
    if (!listed.ok) return null;
    addresses.push(...listed.value.invitations.map(({ emailAddress }) => emailAddress));
    if (addresses.length >= listed.value.total) break;
  }
  return addresses;
}
