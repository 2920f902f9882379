import type { Report } from "#src/features/reports/report.ts";
import { askExternalApi, type ExternalApi } from "#src/lib/external-api.ts";
import { fail, ok, type Result } from "#src/lib/result.ts";
import { dayOf, parseDay } from "#src/lib/time.ts";

/** The days on which all that is open will be done; null where that is more than a year away. */
export type Forecast = {
  /** As likely as not. */
  readonly likely: string | null;
  /** In 85 of 100 cases. */
  readonly safe: string | null;
};

/** `nothing-open` and `no-pace`: there is nothing to ask about; `unset`: nobody to ask. */
export type NoForecast = "nothing-open" | "no-pace" | "unset" | "unavailable";

/** The farthest day that can be asked about. */
export const HORIZON_DAYS = 365;
/** As Clerk's dashboard has it: tokens for this service alone. */
const TEMPLATE = "forecast";
const DAY_MS = 86_400_000;
/** The rest of the page is out by then. */
const FORECAST_DEADLINE_MS = 1500;
/** Clerk makes a token first. */
const CHANCE_DEADLINE_MS = 3000;

/** When the open tasks will be done at the pace of the report's days, as the service sees it. */
export async function readForecast(
  api: ExternalApi | null,
  report: Report,
  nowMs: number,
): Promise<Result<Forecast, NoForecast>> {
  const asked = figuresFor(api, report);
  if (!asked.ok) return asked;
  const { service, figures } = asked.value;
  const days = await askExternalApi(service, {
    path: "/forecast",
    body: figures,
    read: ({ likelyDays, safeDays }) =>
      isDays(likelyDays) && isDays(safeDays) ? { likelyDays, safeDays } : null,
    deadlineMs: FORECAST_DEADLINE_MS,
  });
  if (days === null) return fail("unavailable");
  return ok({ likely: dayIn(days.likelyDays, nowMs), safe: dayIn(days.safeDays, nowMs) });
}

/** In how many of 100 cases they will be done by a day. */
export async function readChance(
  api: ExternalApi | null,
  report: Report,
  days: number,
): Promise<Result<number, NoForecast>> {
  const asked = figuresFor(api, report);
  if (!asked.ok) return asked;
  const { service, figures } = asked.value;
  const percent = await askExternalApi(service, {
    path: "/chance",
    template: TEMPLATE,
    body: { ...figures, days },
    read: (answer) => (isWithin(answer["percent"], 100) ? answer["percent"] : null),
    deadlineMs: CHANCE_DEADLINE_MS,
  });
  return percent === null ? fail("unavailable") : ok(percent);
}

export type AskedDay = { readonly typed: string; readonly days: Result<number, string> };

/** The day that an address asks about, in days from today, or the sentence that says why not; null without one. */
export function readAskedDay(query: URLSearchParams, nowMs: number): AskedDay | null {
  const typed = query.get("by")?.trim() ?? "";
  if (typed === "") return null;
  const day = parseDay(typed);
  const days = day === null ? 0 : Math.round((Date.parse(day) - Date.parse(dayOf(nowMs))) / DAY_MS);
  const isNear = days >= 1 && days <= HORIZON_DAYS;
  return { typed, days: isNear ? ok(days) : fail("Choose a day from tomorrow to a year from now.") };
}

/** The day so many days from today. */
export function dayAhead(days: number, nowMs: number): string {
  return dayOf(nowMs + days * DAY_MS);
}

type Asked = {
  readonly service: ExternalApi;
  /** Numbers alone: nothing of what the organization wrote leaves the site. */
  readonly figures: { readonly open: number; readonly completed: readonly number[] };
};

function figuresFor(api: ExternalApi | null, { counters, days }: Report): Result<Asked, NoForecast> {
  const open = counters.todo + counters.inProgress;
  const completed = days.map((day) => day.completed);
  if (api === null) return fail("unset");
  if (open === 0) return fail("nothing-open");
  if (completed.every((count) => count === 0)) return fail("no-pace");
  return ok({ service: api, figures: { open, completed } });
}

function isDays(value: unknown): value is number | null {
  return value === null || isWithin(value, HORIZON_DAYS);
}

function isWithin(value: unknown, most: number): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 && value <= most;
}

function dayIn(days: number | null, nowMs: number): string | null {
  return days === null ? null : dayAhead(days, nowMs);
}
