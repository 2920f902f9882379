import { describe, expect, test } from "vitest";
import { chanceOf, forecastOf } from "#external-api/forecast.ts";

describe("a forecast", () => {
  test.each([
    ["one a day", { open: 12, completed: [1] }, { likelyDays: 12, safeDays: 12 }],
    ["nothing open", { open: 0, completed: [1] }, { likelyDays: 0, safeDays: 0 }],
    ["more than is left", { open: 3, completed: [100] }, { likelyDays: 1, safeDays: 1 }],
    ["no pace", { open: 1, completed: [0, 0] }, { likelyDays: null, safeDays: null }],
    ["just within a year", { open: 365, completed: [1] }, { likelyDays: 365, safeDays: 365 }],
    ["just beyond", { open: 366, completed: [1] }, { likelyDays: null, safeDays: null }],
  ])("by %s", (_, figures, expected) => {
    expect(forecastOf(figures)).toEqual(expected);
  });

  test("is the same for the same figures, and later where it is to be safer", () => {
    const figures = { open: 20, completed: [0, 3, 1, 0, 0, 5, 2] };
    const forecast = forecastOf(figures);
    expect(forecastOf(figures)).toEqual(forecast);
    expect(forecast.safeDays).toBeGreaterThan(forecast.likelyDays ?? Number.POSITIVE_INFINITY);
    // 20 at 11 in 7 days is 12.7 days on average.
    expect(forecast.likelyDays).toBeGreaterThan(10);
    expect(forecast.likelyDays).toBeLessThan(16);
  });

  test("a chance agrees with it, and grows with time", () => {
    const figures = { open: 1, completed: [1, 0] };
    // Each day is one in two: within one day a half, within two three quarters.
    expect(chanceOf(figures, 1)).toBeGreaterThan(45);
    expect(chanceOf(figures, 1)).toBeLessThan(55);
    expect(chanceOf(figures, 2)).toBeGreaterThan(70);
    expect(chanceOf(figures, 2)).toBeLessThan(80);
    expect([chanceOf(figures, 0), chanceOf(figures, 365)]).toEqual([0, 100]);
  });
});
