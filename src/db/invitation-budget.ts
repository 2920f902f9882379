import { and, asc, gt, inArray, lt, sql, type SQL } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { invitationCalls, invitationGauges, invitationQueues } from "#src/db/invitation-schema.ts";
import type { Statement } from "#src/db/statement.ts";
import type { OrgId } from "#src/lib/ids.ts";

export type CallKind = (typeof invitationCalls.$inferSelect)["kind"];
export type CountedCalls = typeof invitationCalls.$inferSelect;
export type Gauge = typeof invitationGauges.$inferSelect;

// Builds SQL text only.
const builder = drizzle(null as unknown as D1Database);

const MINUTE_MS = 60 * 1000;
/** For so many minutes behind its own a call counts: never less than the hour that Clerk counts, and at most a minute more. */
export const COUNTED_MINUTES = 60;

export function minuteOf(nowMs: number): number {
  return Math.floor(nowMs / MINUTE_MS);
}

/** Counts one more call of the kind and answers a row, if the hour has had fewer than `limit` and Clerk wants it. */
export function reserveCall(kind: CallKind, limit: number, nowMs: number): Statement<{ calls: number }> {
  const minute = minuteOf(nowMs);
  const spent = sql`(select coalesce(sum(${invitationCalls.calls}), 0) from ${invitationCalls} where ${counted(minute, kind)})`;
  const pausedUntilMs = sql`coalesce((select ${invitationGauges.value} from ${invitationGauges} where ${invitationGauges.name} = ${kind}), 0)`;
  const row = sql`select ${kind}, ${minute}, 1 where ${spent} < ${limit} and ${pausedUntilMs} <= ${nowMs}`;
  return builder
    .insert(invitationCalls)
    .select(row)
    .onConflictDoUpdate({
      target: [invitationCalls.kind, invitationCalls.minute],
      set: { calls: sql`"calls" + 1` },
    })
    .returning({ calls: sql<number>`"calls"`.as("calls") })
    .toSQL();
}

/** A call that was reserved and not made. */
export function releaseCall(kind: CallKind, nowMs: number): Statement<never> {
  return builder
    .update(invitationCalls)
    .set({ calls: sql`${invitationCalls.calls} - 1` })
    .where(sql`${invitationCalls.kind} = ${kind} and ${invitationCalls.minute} = ${minuteOf(nowMs)}`)
    .toSQL();
}

/** No call of the kind until then: Clerk said so. */
export function pauseCalls(kind: CallKind, untilMs: number): Statement<never> {
  return builder
    .insert(invitationGauges)
    .values({ name: kind, value: untilMs })
    .onConflictDoUpdate({ target: invitationGauges.name, set: { value: untilMs } })
    .toSQL();
}

/** What the hour has had, minute by minute. */
export function callsOfTheHour(nowMs: number): Statement<CountedCalls> {
  return builder
    .select({
      kind: sql`${invitationCalls.kind}`.as("kind"),
      minute: sql`${invitationCalls.minute}`.as("minute"),
      calls: sql`${invitationCalls.calls}`.as("calls"),
    })
    .from(invitationCalls)
    .where(counted(minuteOf(nowMs)))
    .toSQL();
}

export function gauges(): Statement<Gauge> {
  return builder
    .select({
      name: sql`${invitationGauges.name}`.as("name"),
      value: sql`${invitationGauges.value}`.as("value"),
    })
    .from(invitationGauges)
    .toSQL();
}

export function dropOldCalls(nowMs: number): Statement<never> {
  return builder
    .delete(invitationCalls)
    .where(
      and(
        inArray(invitationCalls.kind, ["single", "bulk"]),
        lt(invitationCalls.minute, oldest(minuteOf(nowMs))),
      ),
    )
    .toSQL();
}

/** Up to `limit` organizations that have unsent invitations, whoever was served longest ago first: for the sending job. */
export function queuedOrganizations(limit: number): Statement<{ orgId: OrgId }> {
  const { orgId, unsent, turn } = invitationQueues;
  return builder
    .select({ orgId: sql`${orgId}`.as("orgId") })
    .from(invitationQueues)
    .where(gt(unsent, 0))
    .orderBy(asc(turn), asc(orgId))
    .limit(limit)
    .toSQL();
}

function counted(minute: number, kind?: CallKind): SQL {
  const kinds = kind === undefined ? (["single", "bulk"] as const) : [kind];
  return sql`${inArray(invitationCalls.kind, [...kinds])} and ${invitationCalls.minute} >= ${oldest(minute)}`;
}

function oldest(minute: number): number {
  return minute - COUNTED_MINUTES;
}
