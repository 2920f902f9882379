import type { tasks } from "#src/db/schema.ts";

/** Days that a chart shows, today the last. */
export const REPORTED_DAYS = 30;
/** What is counted row by row is counted so far; beyond, it is "more than". */
export const MOST_COUNTED = 20;
/** Rows of an export that are in memory at once. */
export const EXPORT_CHUNK = 500;

/** What the counters hold: tasks by status, posts by status. */
export type Counters = {
  readonly todo: number;
  readonly inProgress: number;
  readonly done: number;
  readonly drafts: number;
  readonly published: number;
};

export const NOTHING_YET: Counters = { todo: 0, inProgress: 0, done: 0, drafts: 0, published: 0 };

/** What happened on one day (UTC), `2026-11-24`; a task deleted since still counts. */
export type DayFigures = { readonly day: string; readonly added: number; readonly completed: number };

export type ExportedTask = Omit<typeof tasks.$inferSelect, "orgId" | "dueKey" | "titleKey" | "version">;

export type Report = {
  readonly counters: Counters;
  /** `REPORTED_DAYS` days, also those on which nothing happened. */
  readonly days: readonly DayFigures[];
  readonly overdue: { readonly count: number; readonly isMore: boolean };
};
