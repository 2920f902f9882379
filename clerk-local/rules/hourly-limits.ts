import { configurationOf } from "#clerk-local/configuration.ts";
import type { Situation } from "#clerk-local/dispatch.ts";
import { tooManyRequests } from "#clerk-local/errors.ts";

const HOUR_MS = 60 * 60 * 1000;

/** How often the Backend API may invite in an hour (https://clerk.com/docs/guides/how-clerk-works/system-limits). */
const CALLS_PER_HOUR = {
  organizationInvitation: 250,
  organizationInvitationBulk: 50,
  invitation: 100,
  invitationBulk: 25,
};

export type LimitedCall = keyof typeof CALLS_PER_HOUR;

/** The calls of the hour that began with the first of them. */
export type CallCountRecord = {
  readonly id: LimitedCall;
  readonly startedAtMs: number;
  readonly calls: number;
};

/**
 * Counts a call of the whole instance, whatever comes of it. Throws 429 `too_many_requests` when the hour has had
 * its share, with the seconds that are left of it.
 */
export function countCall({ tables, clock }: Situation, id: LimitedCall): void {
  const limit = { ...CALLS_PER_HOUR, ...configurationOf(tables).callsPerHour }[id];
  if (limit === null) return;
  const last = tables.callCounts.get(id);
  const isOver = last === null || clock.nowMs >= last.startedAtMs + HOUR_MS;
  const hour = isOver ? { id, startedAtMs: clock.nowMs, calls: 0 } : last;
  if (hour.calls >= limit) {
    throw tooManyRequests(Math.ceil((hour.startedAtMs + HOUR_MS - clock.nowMs) / 1000));
  }
  tables.callCounts.put({ ...hour, calls: hour.calls + 1 });
}
