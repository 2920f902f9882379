import { expect, test } from "vitest";
import { median, percentile } from "#bench/statistics.ts";

test.each([
  [[3], 3],
  [[9, 1, 5], 5],
  [[4, 1, 10, 2], 3],
])("the median of %j is %s", (values, expected) => {
  expect(median(values)).toBe(expected);
});

test("a percentile is the smallest value that so many do not exceed", () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect([0.5, 0.99, 1].map((share) => percentile(hundred, share))).toEqual([50, 99, 100]);
  expect(percentile([7], 0.01)).toBe(7);
});

test("nothing has neither", () => {
  expect(() => median([])).toThrow(/nothing/);
  expect(() => percentile([], 0.5)).toThrow(/nothing/);
});
