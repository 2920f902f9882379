import { may } from "#src/auth/rights.ts";
import type { Tenant } from "#src/auth/tenant.ts";
import { isForeignKeyFailure } from "#src/db/database.ts";
import type { TenantScope } from "#src/db/tenant-scope.ts";
import { taskRepository, type TaskChange } from "#src/features/tasks/task-repository.ts";
import { TASK_STEPS, type TaskDraft, type TaskStep } from "#src/features/tasks/task.ts";
import type { TaskId } from "#src/lib/ids.ts";
import { fail, ok, type Result } from "#src/lib/result.ts";

type Actor = { readonly tenant: Tenant; readonly scope: TenantScope };
/** A task as the person last saw it. */
export type SeenTask = { readonly id: TaskId; readonly version: number };

/** `stale`: somebody changed it since; `absent`: no such task in this organization. */
export type ChangeFailure = "absent" | "stale";

/** Any member may move a task on. `stale` also when the step is not open from its status. */
export function stepTask(
  { scope }: Actor,
  seen: SeenTask,
  step: TaskStep,
): Promise<Result<null, ChangeFailure>> {
  const { from, to } = TASK_STEPS[step];
  return change(scope, { ...seen, set: { status: to }, from, updatedAtMs: Date.now() });
}

/** Any member may edit a task. */
export async function editTask(
  { scope }: Actor,
  seen: SeenTask,
  draft: TaskDraft,
): Promise<Result<null, ChangeFailure | "assignee-not-a-member">> {
  try {
    return await change(scope, { ...seen, set: draft, updatedAtMs: Date.now() });
  } catch (error) {
    if (isForeignKeyFailure(error)) return fail("assignee-not-a-member");
    throw error;
  }
}

export async function deleteTask(
  { tenant, scope }: Actor,
  { id, version }: SeenTask,
): Promise<Result<null, ChangeFailure | "forbidden">> {
  const repository = taskRepository(scope);
  const [[task]] = await scope.batch([repository.find(id)]);
  if (task === undefined) return fail("absent");
  if (!may(tenant, "tasks.delete", task)) return fail("forbidden");
  // A task's author never changes, so what was decided above still holds for this version.
  const [[removed]] = await scope.batch([repository.remove(id, version)]);
  return removed === undefined ? fail("stale") : ok(null);
}

async function change(scope: TenantScope, wanted: TaskChange): Promise<Result<null, ChangeFailure>> {
  const repository = taskRepository(scope);
  const [[changed], [task]] = await scope.batch([repository.change(wanted), repository.find(wanted.id)]);
  if (changed !== undefined) return ok(null);
  return fail(task === undefined ? "absent" : "stale");
}
