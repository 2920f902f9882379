/**
 * The most that a rate limit of the platform lets through for one key between two moments. Miniflare begins to count
 * anew with each period of the clock, so a flood that goes on into another is let through more.
 */
export function mostLetThrough(
  { limit, periodMs }: { readonly limit: number; readonly periodMs: number },
  sinceMs: number,
  untilMs = Date.now(),
): number {
  const periods = 1 + Math.floor(untilMs / periodMs) - Math.floor(sinceMs / periodMs);
  return limit * periods;
}
