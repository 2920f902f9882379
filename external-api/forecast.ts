/** What a forecast is made of: nothing but numbers. */
export type Figures = {
  /** Tasks that are open. */
  readonly open: number;
  /** How many were completed on each of the last days, the oldest first. */
  readonly completed: readonly number[];
};

/** Days from today until all is done; null when that is more than a year, or never. */
export type Forecast = {
  /** As likely as not. */
  readonly likelyDays: number | null;
  /** In 85 of 100 cases. */
  readonly safeDays: number | null;
};

export const MAX_OPEN = 1_000_000;
export const MAX_COMPLETED = 100_000;
export const MAX_DAYS = 100;
/** Nothing is foretold beyond. */
export const HORIZON_DAYS = 365;
const TRIALS = 1000;
const SAFE_SHARE = 0.85;

export function forecastOf(figures: Figures): Forecast {
  const trials = simulate(figures);
  return { likelyDays: quantile(trials, 0.5), safeDays: quantile(trials, SAFE_SHARE) };
}

/** In how many of 100 cases all is done within so many days. */
export function chanceOf(figures: Figures, days: number): number {
  const trials = simulate(figures);
  return Math.round((100 * trials.filter((needed) => needed <= days).length) / trials.length);
}

/**
 * The days that the work would take if each of them were like one of the last, drawn by lot; many times, in order. The
 * same figures always draw the same lots.
 */
function simulate({ open, completed }: Figures): readonly number[] {
  const draw = lots(completed.length);
  return Array.from({ length: TRIALS }, () => {
    let left = open;
    let days = 0;
    while (left > 0 && days <= HORIZON_DAYS) {
      left -= completed[draw()] ?? 0;
      days += 1;
    }
    return days;
  }).toSorted((a, b) => a - b);
}

function quantile(trials: readonly number[], share: number): number | null {
  const days = trials[Math.ceil(share * trials.length) - 1] ?? HORIZON_DAYS + 1;
  return days > HORIZON_DAYS ? null : days;
}

/** Whole numbers below `count`, by the generator xorshift32 from a fixed seed. */
function lots(count: number): () => number {
  let state = 0x2545f491;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % count;
  };
}
