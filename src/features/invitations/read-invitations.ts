import { listInvitations, type ClerkInvitation } from "#src/clerk/invitations.ts";
import type { Member } from "#src/auth/caller.ts";
import type { ClerkContext } from "#src/clerk/backend-api.ts";
import { callsOfTheHour, gauges, type CountedCalls, type Gauge } from "#src/db/invitation-budget.ts";
import type { TenantScope } from "#src/db/tenant-scope.ts";
import { expectedTimes, type Budget } from "#src/features/invitations/governor.ts";
import { invitationListRepository } from "#src/features/invitations/invitation-list-repository.ts";
import { SHOWN_INVITATIONS, type Invitation } from "#src/features/invitations/invitation.ts";
import { queueRepository, type Queue } from "#src/features/invitations/queue-repository.ts";
import { organizationRepository } from "#src/features/organization/organization-repository.ts";
import { mirroredOrRead, type Organization } from "#src/features/organization/read-organization.ts";

/** Not sent yet, and about when it will be; null for one that is being sent. */
export type Unsent = Invitation & { readonly expectedAtMs: number | null };

export type InvitationsPage = {
  readonly organization: Organization;
  readonly queue: Queue;
  readonly unsent: readonly Unsent[];
  /** About when the last one goes out; null when none waits. */
  readonly lastAtMs: number | null;
  readonly refused: readonly Invitation[];
  /** Clerk's own list, a page of it; null when Clerk does not answer. */
  readonly open: { readonly invitations: readonly ClerkInvitation[]; readonly total: number } | null;
};

const NO_QUEUE: Queue = { unsent: 0, refused: 0, queued: 0 };

/** The invitations page: one round trip to the database, and one call to Clerk, which alone knows what is open. */
export async function readInvitationsPage(
  context: ClerkContext,
  actor: Member<TenantScope>,
  { nowMs, offset }: { readonly nowMs: number; readonly offset: number },
): Promise<InvitationsPage> {
  const { tenant, scope } = actor;
  const [organization, repository] = [organizationRepository(scope), invitationListRepository(scope)];
  const [open, [[known], roster, [queue = NO_QUEUE], unsent, refused, calls, figures]] = await Promise.all([
    listInvitations(tenant.orgId, { offset, limit: SHOWN_INVITATIONS }),
    scope.batch([
      organization.find(),
      organization.roster(),
      queueRepository(scope).find(),
      repository.unsent(),
      repository.refused(),
      callsOfTheHour(nowMs),
      gauges(),
    ]),
  ]);
  const budget = budgetOf(calls, figures, queue);
  const waiting = unsent.filter(({ status }) => status === "waiting");
  const places = waiting.map((_, at) => at + 1);
  const times = expectedTimes([...places, queue.unsent], budget, nowMs);
  const expected = new Map(waiting.map(({ id }, at) => [id, times[at] ?? nowMs]));
  return {
    organization: await mirroredOrRead(context, actor, { known, roster }),
    queue,
    unsent: unsent.map((each) => ({ ...each, expectedAtMs: expected.get(each.id) ?? null })),
    lastAtMs: waiting.length === 0 ? null : (times.at(-1) ?? nowMs),
    refused,
    open: open.ok ? open.value : null,
  };
}

/** About when an organization's last waiting invitation goes out. */
export async function readExpectedAtMs(scope: TenantScope, nowMs: number): Promise<number> {
  const [[queue = NO_QUEUE], calls, figures] = await scope.batch([
    queueRepository(scope).find(),
    callsOfTheHour(nowMs),
    gauges(),
  ]);
  return expectedTimes([queue.unsent], budgetOf(calls, figures, queue), nowMs)[0] ?? nowMs;
}

/** What was refused and can be mended, as the text of a list. */
export async function readListToMend(scope: TenantScope): Promise<string> {
  const [refused] = await scope.batch([invitationListRepository(scope).toMend()]);
  const lines = refused.map(({ email, role }) => (role === "org:admin" ? `${email}, admin` : email));
  return lines.join("\n");
}

/** How many of Clerk's list a page leaves out, as its address says. */
export function readOffset(text: string | null): number {
  return text !== null && /^\d{1,6}$/.test(text) ? Number(text) : 0;
}

function budgetOf(calls: readonly CountedCalls[], figures: readonly Gauge[], own: Queue): Budget {
  const values = new Map(figures.map(({ name, value }) => [name, value]));
  const value = (name: Gauge["name"]) => values.get(name) ?? 0;
  return {
    calls,
    pausedUntilMs: { single: value("single"), bulk: value("bulk") },
    rivals: Math.max(0, value("organizations") - (own.unsent > 0 ? 1 : 0)),
    theirs: Math.max(0, value("unsent") - own.unsent),
  };
}
