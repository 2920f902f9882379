import { expect, test } from "vitest";
import { cleanText } from "#src/lib/text.ts";
import { formatDay, parseDay } from "#src/lib/time.ts";

const limits = { min: 1, max: 5 };

test.each([
  ["  abc ", "abc"],
  ["a\r\nb", "a\nb"],
  ["e\u0301", "é"],
])("%j is stored as %j", (raw, stored) => {
  expect(cleanText(raw, limits)).toEqual({ ok: true, value: stored });
});

test.each([
  ["", "missing"],
  ["   ", "missing"],
  [null, "missing"],
  ["abcdef", "too-long"],
  ["a\0b", "not-text"],
  ["a\ud800", "not-text"],
  [{}, "not-text"],
])("%j is refused as %s", (raw, reason) => {
  expect(cleanText(raw, limits)).toEqual({ ok: false, reason });
});

test.each(["2026-02-30", "2026-13-01", "26-01-01", "2026-1-1", "0000-00-00", "2026-11-24T00:00"])(
  "%s is not a day",
  (text) => {
    expect(parseDay(text)).toBeNull();
  },
);

test("a leap day is a day, and is shown as people write it", () => {
  expect(parseDay("2028-02-29")).toBe("2028-02-29");
  expect(formatDay("2028-02-29")).toBe("Feb 29, 2028");
});
