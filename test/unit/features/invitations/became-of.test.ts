import { expect, test } from "vitest";
import { becameOf } from "#src/features/invitations/became-of.ts";

const MINUTE_MS = 60_000;
const ours = { email: "kim@new.example", attemptedAtMs: 60 * MINUTE_MS };

test.each([
  ["one that can be accepted, however old", "pending", 0, true],
  ["one that was accepted since", "accepted", 61, true],
  ["one of a clock that is five minutes behind", "accepted", 55, true],
  ["one that was taken back before", "revoked", 54, false],
  ["one that was accepted an hour before", "accepted", 0, false],
] as const)("%s", (_, status, createdAtMinute, expected) => {
  const clerks = { emailAddress: "kim@new.example", createdAtMs: createdAtMinute * MINUTE_MS, status };
  expect(becameOf(ours, clerks)).toBe(expected);
  expect(becameOf(ours, { ...clerks, emailAddress: "lea@new.example" })).toBe(false);
});
