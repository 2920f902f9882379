import { describe, expect, test } from "vitest";
import { CALLS_PER_HOUR, expectedTimes, type Budget } from "#src/features/invitations/governor.ts";

const MINUTE_MS = 60_000;
const NOW_MS = 1_800_000_000_000 - (1_800_000_000_000 % MINUTE_MS);
const NOW = NOW_MS / MINUTE_MS;
const IDLE: Budget = { calls: [], pausedUntilMs: { single: 0, bulk: 0 }, rivals: 0, theirs: 0 };
const SPENT_BULK = { kind: "bulk" as const, calls: CALLS_PER_HOUR.bulk };
const SPENT_SINGLE = { kind: "single" as const, calls: CALLS_PER_HOUR.single };

function minutesUntil(places: readonly number[], budget: Partial<Budget>): number[] {
  const times = expectedTimes(places, { ...IDLE, ...budget }, NOW_MS);
  return times.map((atMs) => (atMs - NOW_MS) / MINUTE_MS);
}

describe("when a waiting invitation goes out", () => {
  test("is the next minute for as many as forty calls carry", () => {
    expect(minutesUntil([1, 10, 400, 401], {})).toEqual([1, 1, 1, 2]);
  });

  test("is the next hour behind what an hour's calls carry", () => {
    // 50 calls for ten, and 200 single ones.
    expect(minutesUntil([700, 701], {})).toEqual([7, 62]);
  });

  test("is when calls of the last hour count no more", () => {
    const calls = [20, 30].flatMap((ago) => [
      { ...SPENT_BULK, calls: 25, minute: NOW - ago },
      { ...SPENT_SINGLE, calls: 125, minute: NOW - ago },
    ]);
    expect(minutesUntil([10, 265, 266], { calls })).toEqual([31, 31, 32]);
  });

  test("is not before Clerk wants any", () => {
    const untilMs = NOW_MS + 30 * MINUTE_MS;
    expect(minutesUntil([10], { pausedUntilMs: { single: untilMs, bulk: untilMs } })).toEqual([30]);
    // Calls of the other kind go on.
    expect(minutesUntil([10], { pausedUntilMs: { single: untilMs, bulk: 0 } })).toEqual([1]);
  });

  test("is later for each organization that takes turns, but never by more than it has", () => {
    expect(minutesUntil([100], { rivals: 4, theirs: 100_000 })).toEqual([2]);
    expect(minutesUntil([100], { rivals: 4, theirs: 40 })).toEqual([1]);
    expect(minutesUntil([10], { rivals: 1, theirs: 100_000 })).toEqual([1]);
  });

  test("is told for however many, in little time", () => {
    const [last] = minutesUntil([1_000_000], { rivals: 500, theirs: 1_000_000 });
    expect(last).toBeGreaterThan(7 * 24 * 60);
  });
});
