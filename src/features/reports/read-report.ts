import { organizationHandle, type Tenant } from "#src/auth/tenant.ts";
import type { BatchRows } from "#src/db/statement.ts";
import type { TenantScope } from "#src/db/tenant-scope.ts";
import { organizationRepository } from "#src/features/organization/organization-repository.ts";
import type { Organization } from "#src/features/organization/read-organization.ts";
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
  return reportOf(await scope.batch(figureStatements(scope, nowMs)), nowMs);
}

/** The same with the organization, in the same round trip. */
export async function readReportPage(
  { tenant, scope }: { readonly tenant: Tenant; readonly scope: TenantScope },
  nowMs: number,
): Promise<{ readonly organization: Organization; readonly report: Report }> {
  const repository = organizationRepository(scope);
  const [[known], roster, ...figures] = await scope.batch([
    repository.find(),
    repository.roster(),
    ...figureStatements(scope, nowMs),
  ]);
  const organization = { name: known?.name ?? organizationHandle(tenant), roster };
  return { organization, report: reportOf(figures, nowMs) };
}

function figureStatements(scope: TenantScope, nowMs: number) {
  const repository = reportRepository(scope);
  const today = dayOf(nowMs);
  return [
    repository.counters(),
    repository.days(daysUntil(nowMs)[0] ?? today),
    repository.overdue(today),
  ] as const;
}

function reportOf(
  [[counters], figures, overdue]: BatchRows<ReturnType<typeof figureStatements>>,
  nowMs: number,
): Report {
  return {
    counters: counters ?? NOTHING_YET,
    days: daysUntil(nowMs).map((day) => figuresOf(day, figures)),
    overdue: { count: Math.min(overdue.length, MOST_COUNTED), isMore: overdue.length > MOST_COUNTED },
  };
}

function daysUntil(nowMs: number): string[] {
  return Array.from({ length: REPORTED_DAYS }, (_, back) =>
    dayOf(nowMs - (REPORTED_DAYS - 1 - back) * DAY_MS),
  );
}

function figuresOf(day: string, figures: readonly DayFigures[]): DayFigures {
  return figures.find((each) => each.day === day) ?? { day, added: 0, completed: 0 };
}
