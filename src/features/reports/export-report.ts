import { may } from "#src/auth/rights.ts";
import type { Tenant } from "#src/auth/tenant.ts";
import type { TenantScope } from "#src/db/tenant-scope.ts";
import { activityListRepository } from "#src/features/activity/activity-list-repository.ts";
import { activityRepository } from "#src/features/activity/activity-repository.ts";
import type { LoggedDeed } from "#src/features/activity/activity.ts";
import { reportRepository } from "#src/features/reports/report-repository.ts";
import { EXPORT_CHUNK, type ExportedTask } from "#src/features/reports/report.ts";
import { fail, ok, type Result } from "#src/lib/result.ts";

type Actor = { readonly tenant: Tenant; readonly scope: TenantScope };

/** The organization's tasks in chunks, one in memory at a time; the log says who took them. */
export async function exportTasks(
  actor: Actor,
  nowMs: number,
): Promise<Result<AsyncGenerator<readonly ExportedTask[], void>, "forbidden">> {
  if (!may(actor.tenant, "reports.export")) return fail("forbidden");
  await recordExport(actor, { id: "tasks", title: "Tasks" }, nowMs);
  return ok(taskChunks(actor.scope));
}

/** The organization's log in chunks, oldest first; it ends with the row that says who took it. */
export async function exportActivity(
  actor: Actor,
  nowMs: number,
): Promise<Result<AsyncGenerator<readonly LoggedDeed[], void>, "forbidden">> {
  if (!may(actor.tenant, "activity.export")) return fail("forbidden");
  await recordExport(actor, { id: "activity", title: "Activity" }, nowMs);
  return ok(activityChunks(actor.scope));
}

async function recordExport(
  { tenant, scope }: Actor,
  report: { readonly id: string; readonly title: string },
  atMs: number,
): Promise<void> {
  const log = activityRepository(scope);
  const deed = { actorId: tenant.userId, action: "report.exported", atMs } as const;
  await scope.batch([log.open(), log.record(deed, report)]);
}

async function* taskChunks(scope: TenantScope): AsyncGenerator<readonly ExportedTask[], void> {
  const repository = reportRepository(scope);
  let rows: readonly ExportedTask[] = [];
  do {
    [rows] = await scope.batch([repository.tasksAfter(rows.at(-1)?.id ?? null)]);
    if (rows.length > 0) yield rows;
  } while (rows.length === EXPORT_CHUNK);
}

async function* activityChunks(scope: TenantScope): AsyncGenerator<readonly LoggedDeed[], void> {
  const repository = activityListRepository(scope);
  let rows: readonly LoggedDeed[] = [];
  do {
    [rows] = await scope.batch([repository.after(rows.at(-1)?.seq ?? 0, EXPORT_CHUNK)]);
    if (rows.length > 0) yield rows;
  } while (rows.length === EXPORT_CHUNK);
}
