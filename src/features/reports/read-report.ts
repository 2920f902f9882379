import type { TenantScope } from "#src/db/tenant-scope.ts";
import { reportRepository } from "#src/features/reports/report-repository.ts";
import {
  MOST_COUNTED,
  NOTHING_YET,
  REPORTED_DAYS,
  type DayFigures,
  type Report,
} from "#src/features/reports/report.ts";
import { dayOf } from "#src/lib/time.ts";

const DAY_MS = 86_400_000;

/** An organization's figures, for any member: one round trip, however many tasks there are. */
export async function readReport(scope: TenantScope, nowMs: number): Promise<Report> {
  const repository = reportRepository(scope);
  const today = dayOf(nowMs);
  const days = Array.from({ length: REPORTED_DAYS }, (_, back) =>
    dayOf(nowMs - (REPORTED_DAYS - 1 - back) * DAY_MS),
  );
  const [[counters], figures, todo, inProgress] = await scope.batch([
    repository.counters(),
    repository.days(days[0] ?? today),
    repository.overdue("todo", today),
    repository.overdue("in_progress", today),
  ]);
  const overdue = todo.length + inProgress.length;
  return {
    counters: counters ?? NOTHING_YET,
    days: days.map((day) => figuresOf(day, figures)),
    overdue: { count: Math.min(overdue, MOST_COUNTED), isMore: overdue > MOST_COUNTED },
  };
}

function figuresOf(day: string, figures: readonly DayFigures[]): DayFigures {
  return figures.find((each) => each.day === day) ?? { day, added: 0, completed: 0 };
}
