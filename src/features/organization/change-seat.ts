import type { Member } from "#src/auth/caller.ts";
import { may } from "#src/auth/rights.ts";
import type { GivenRole } from "#src/auth/roles.ts";
import type { ClerkContext } from "#src/clerk/backend-api.ts";
import { endMembership, findRole, giveRole } from "#src/clerk/memberships.ts";
import type { CallFailure } from "#src/clerk/organization-calls.ts";
import type { Statement } from "#src/db/statement.ts";
import type { TenantScope } from "#src/db/tenant-scope.ts";
import { activityRepository } from "#src/features/activity/activity-repository.ts";
import type { Action } from "#src/features/activity/activity.ts";
import { readThrough } from "#src/features/organization/read-organization.ts";
import { seatRepository, type KnownSeat } from "#src/features/organization/seat-repository.ts";
import type { UserId } from "#src/lib/ids.ts";
import { fail, ok, type Result } from "#src/lib/result.ts";

/** What is to become of a member. */
export type Change = {
  readonly userId: UserId;
  /** Null: a member no longer. */
  readonly role: GivenRole | null;
  readonly nowMs: number;
};

export type ChangeFailure =
  | "absent"
  | "forbidden"
  /** Nobody else would be left who leads the organization. */
  | "last-admin"
  | "refused"
  /** Clerk did not answer, or has had enough: it may have been done. Once it answers, the same can be asked again. */
  | "unavailable";

type Actor = Member<TenantScope>;
/** A seat as it was when the change was cleared. */
type Cleared = KnownSeat & { readonly role: string; readonly sourceEventAtMs: number };

const CODES: Readonly<Record<string, ChangeFailure>> = {
  organization_minimum_permissions_needed: "last-admin",
};

/**
 * Admins give a member a role, or end their membership. Clerk does it; whoever leads the organization steps down in the
 * mirror first, so that no two such changes at once leave it without an admin. From then on the mirror refuses what
 * they ask for, whatever their token says and whatever becomes of the call.
 */
export async function changeSeat(
  context: ClerkContext,
  actor: Actor,
  change: Change,
): Promise<Result<null, ChangeFailure>> {
  const { tenant, scope } = actor;
  if (!may(tenant, "members.manage")) return fail("forbidden");
  const cleared = await clearOrFill(context, actor, change);
  if (!cleared.ok) return cleared;
  const done = await tellClerk(actor, change);
  if (!done.ok) return notDone(actor, { change, cleared: cleared.value, failure: done.reason });
  const { userId, role, nowMs } = change;
  const log = activityRepository(scope);
  const deed = { actorId: tenant.userId, action: actionOf(role), atMs: nowMs };
  await scope.batch([
    done.value,
    log.open(),
    // No name: who has left keeps none here.
    log.record(deed, { id: userId, title: null }),
  ]);
  return ok(null);
}

/** Has Clerk do it; answers what is to be written down of its answer. */
async function tellClerk(
  { tenant: { orgId }, scope }: Actor,
  { userId, role, nowMs }: Change,
): Promise<Result<Statement<unknown>, CallFailure>> {
  const [seat, repository] = [{ orgId, userId }, seatRepository(scope)];
  if (role !== null) {
    const given = await giveRole(seat, role);
    return given.ok ? ok(repository.hold(userId, given.value)) : given;
  }
  const ended = await endMembership(seat);
  return ended.ok ? ok(repository.end({ userId, ...ended.value }, nowMs)) : ended;
}

type NotDone = { readonly change: Change; readonly cleared: Cleared; readonly failure: CallFailure };

/** Puts back what was cleared where nothing was done for sure, and says why it was not. */
async function notDone(
  { tenant: { orgId }, scope }: Actor,
  { change: { userId, nowMs }, cleared, failure }: NotDone,
): Promise<Result<null, ChangeFailure>> {
  const repository = seatRepository(scope);
  // As of the last event: one that came between knows better.
  const hold = (role: string) => repository.hold(userId, { role, sinceMs: cleared.sourceEventAtMs });
  if (failure.kind === "limited") await scope.batch([hold(cleared.role)]);
  if (failure.kind !== "refused") return fail("unavailable");
  const known = await findRole({ orgId, userId });
  if (!known.ok) return fail("unavailable");
  await scope.batch([known.value === null ? repository.end(cleared, nowMs) : hold(known.value)]);
  return fail(known.value === null ? "absent" : (CODES[failure.code] ?? "refused"));
}

/** As `clear`; in an organization made a moment ago, of which no event has come, the mirror is filled first as pages do. */
async function clearOrFill(
  context: ClerkContext,
  actor: Actor,
  change: Change,
): Promise<Result<Cleared, ChangeFailure>> {
  const cleared = await clear(actor, change);
  if (cleared !== null) return cleared;
  await readThrough(context, actor);
  return (await clear(actor, change)) ?? fail("unavailable");
}

/**
 * Whether the change may go to Clerk; an admin who is to be one no longer has stepped down in the mirror then. Null where
 * the mirror has not heard of who asks.
 */
async function clear(
  { tenant, scope }: Actor,
  { userId, role }: Change,
): Promise<Result<Cleared, ChangeFailure> | null> {
  const repository = seatRepository(scope);
  const [[own], [seat], stepped] = await scope.batch([
    repository.find(tenant.userId),
    repository.find(userId),
    ...(role === "org:admin" ? [] : [repository.stepDown(userId, tenant.userId)]),
  ]);
  if (own === undefined) return null;
  if (own.role !== "org:admin" || own.deletedAtMs !== null) return fail("forbidden");
  if (seat === undefined || seat.deletedAtMs !== null) return fail("absent");
  if (seat.role === "org:admin" && stepped?.length === 0) return fail("last-admin");
  return ok({ userId, ...seat });
}

function actionOf(role: GivenRole | null): Action {
  if (role === null) return "member.removed";
  return role === "org:admin" ? "member.promoted" : "member.demoted";
}
