/** A calendar day, `2026-11-24`; null when the text is not a real one. */
export function parseDay(text: string): string | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const atMidnight = new Date(`${text}T00:00:00Z`);
  return Number.isNaN(atMidnight.getTime()) || atMidnight.toISOString().slice(0, 10) !== text ? null : text;
}

/** The day in UTC, `2026-11-24`, of a moment in milliseconds since the epoch. */
export function dayOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}

/** `Nov 24, 2026, 14:05 UTC` for a moment in milliseconds since the epoch. */
export function formatMoment(atMs: number): string {
  return `${formatDay(dayOf(atMs))}, ${new Date(atMs).toISOString().slice(11, 16)} UTC`;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `Nov 24, 2026` for a day given as `2026-11-24`. */
export function formatDay(day: string): string {
  const [year = "", month, date] = day.split("-");
  return `${MONTHS[Number(month) - 1] ?? ""} ${Number(date)}, ${year}`;
}
