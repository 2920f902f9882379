import { COUNTED_MINUTES, minuteOf, type CallKind, type CountedCalls } from "#src/db/invitation-budget.ts";

/*
 * Clerk takes so many invitations an hour of the whole instance, whoever's they are (clerk.com/docs/guides/
 * how-clerk-works/system-limits): calls for one invitation, and calls for up to ten. Waiting ones go out in turns
 * of one call for each organization that has some, so that what one of them queues cannot keep another waiting
 * longer than its own list does.
 */

export const CALLS_PER_HOUR: Readonly<Record<CallKind, number>> = { single: 250, bulk: 50 };
export const MOST_PER_BULK_CALL = 10;
/** Single calls that lists leave alone, so that somebody who invites one person need not wait for them. */
const KEPT_FOR_REQUESTS = 50;
/** How many calls an organization's own requests may make in an hour before they queue up as well. */
export const SHARE_PER_HOUR = 25;
/** A run of the job ends after so many, so that it stays inside a Worker's limits. */
export const CALLS_PER_RUN = 40;

/** How many calls of the kind waiting invitations may take of an hour. */
export function queueLimit(kind: CallKind): number {
  return kind === "single" ? CALLS_PER_HOUR.single - KEPT_FOR_REQUESTS : CALLS_PER_HOUR.bulk;
}

/** What is known of the instance's hour. */
export type Budget = {
  readonly calls: readonly CountedCalls[];
  /** Until when Clerk wants no call of a kind. */
  readonly pausedUntilMs: Readonly<Record<CallKind, number>>;
  /** How many other organizations have unsent invitations, and how many they have. */
  readonly rivals: number;
  readonly theirs: number;
};

/** No estimate looks further. */
const HORIZON_MINUTES = 7 * 24 * 60;
const MINUTE_MS = 60 * 1000;

/**
 * By when an organization's first so many waiting invitations will have gone out if nothing is added, for each of
 * `places` (ascending). The hours are played forward minute by minute, each rival taking as many turns as the
 * organization.
 */
export function expectedTimes(places: readonly number[], budget: Budget, nowMs: number): number[] {
  const ahead = places.map((place) => place + Math.min(budget.theirs, budget.rivals * roundedUp(place)));
  const hours = { bulk: new Hour("bulk", budget), single: new Hour("single", budget) };
  const times: number[] = [];
  let sent = 0;
  for (let minute = minuteOf(nowMs) + 1; times.length < places.length; minute += 1) {
    let calls = CALLS_PER_RUN;
    for (const kind of ["bulk", "single"] as const) {
      const wanted = (ahead.at(-1) ?? 0) - sent;
      const made = hours[kind].take(minute, Math.min(calls, Math.ceil(wanted / SIZES[kind])));
      calls -= made;
      sent += made * SIZES[kind];
    }
    const isLast = minute > minuteOf(nowMs) + HORIZON_MINUTES;
    const gone = isLast ? ahead : ahead.filter((each) => each <= sent);
    times.push(...gone.slice(times.length).map(() => minute * MINUTE_MS));
  }
  return times;
}

const SIZES: Readonly<Record<CallKind, number>> = { single: 1, bulk: MOST_PER_BULK_CALL };

/** To whole turns. */
function roundedUp(place: number): number {
  return Math.ceil(place / MOST_PER_BULK_CALL) * MOST_PER_BULK_CALL;
}

/** The calls of one kind that count at a minute, as minutes pass. */
class Hour {
  readonly #kind: CallKind;
  readonly #pausedUntilMs: number;
  readonly #made: Map<number, number>;
  #sum: number;

  constructor(kind: CallKind, { calls, pausedUntilMs }: Budget) {
    const own = calls.filter((each) => each.kind === kind);
    this.#kind = kind;
    this.#pausedUntilMs = pausedUntilMs[kind];
    this.#made = new Map(own.map(({ minute, calls: made }) => [minute, made]));
    this.#sum = own.reduce((sum, { calls: made }) => sum + made, 0);
  }

  /** Makes up to `wanted` calls in that minute, one behind the last that was asked for; answers how many. */
  take(minute: number, wanted: number): number {
    const over = minute - COUNTED_MINUTES - 1;
    this.#sum -= this.#made.get(over) ?? 0;
    this.#made.delete(over);
    const isPaused = minute * MINUTE_MS < this.#pausedUntilMs;
    const made = isPaused ? 0 : Math.max(0, Math.min(wanted, queueLimit(this.#kind) - this.#sum));
    this.#made.set(minute, made);
    this.#sum += made;
    return made;
  }
}
