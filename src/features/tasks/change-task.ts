import { may } from "#src/auth/rights.ts";
import type { Tenant } from "#src/auth/tenant.ts";
import { isForeignKeyFailure } from "#src/db/database.ts";
import type { TenantScope } from "#src/db/tenant-scope.ts";
import { activityRepository } from "#src/features/activity/activity-repository.ts";
import type { Deed } from "#src/features/activity/activity.ts";
import { loggedTasks, taskRepository, type TaskChange } from "#src/features/tasks/task-repository.ts";
import { TASK_STEPS, type TaskDraft, type TaskStep } from "#src/features/tasks/task.ts";
import type { TaskId } from "#src/lib/ids.ts";
import { fail, ok, type Result } from "#src/lib/result.ts";

type Actor = { readonly tenant: Tenant; readonly scope: TenantScope };
/** A task as the person last saw it. */
export type SeenTask = { readonly id: TaskId; readonly version: number };

/** `stale`: somebody changed it since; `absent`: no such task in this organization. */
export type ChangeFailure = "absent" | "stale";

/** Any member may move a task on. `stale` also when the step is not open from its status. */
export function stepTask(actor: Actor, seen: SeenTask, step: TaskStep): Promise<Result<null, ChangeFailure>> {
  const { from, to, done } = TASK_STEPS[step];
  return change(actor, done, { ...seen, set: { status: to }, from });
}

/** Any member may edit a task, all of it or a part. */
export async function editTask(
  actor: Actor,
  seen: SeenTask,
  draft: Partial<TaskDraft>,
): Promise<Result<null, ChangeFailure | "assignee-not-a-member">> {
  try {
    return await change(actor, "task.edited", { ...seen, set: draft });
  } catch (error) {
    if (isForeignKeyFailure(error)) return fail("assignee-not-a-member");
    throw error;
  }
}

export async function deleteTask(
  { tenant, scope }: Actor,
  seen: SeenTask,
): Promise<Result<null, ChangeFailure | "forbidden">> {
  const repository = taskRepository(scope);
  const [[task]] = await scope.batch([repository.find(seen.id)]);
  if (task === undefined) return fail("absent");
  if (!may(tenant, "tasks.delete", task)) return fail("forbidden");
  const deed: Deed = { actorId: tenant.userId, action: "task.deleted", atMs: Date.now() };
  // A task's author never changes, so what was decided above still holds for this version.
  const [, [removed]] = await scope.batch([
    activityRepository(scope).recordEach(deed, loggedTasks.expected(seen)),
    repository.remove(seen),
  ]);
  return removed === undefined ? fail("stale") : ok(null);
}

async function change(
  { tenant, scope }: Actor,
  action: Deed["action"],
  wanted: Omit<TaskChange, "updatedAtMs">,
): Promise<Result<null, ChangeFailure>> {
  const repository = taskRepository(scope);
  const atMs = Date.now();
  const [, [changed], [task]] = await scope.batch([
    activityRepository(scope).recordEach(
      { actorId: tenant.userId, action, atMs },
      loggedTasks.expected(wanted),
    ),
    repository.change({ ...wanted, updatedAtMs: atMs }),
    repository.find(wanted.id),
  ]);
  if (changed !== undefined) return ok(null);
  return fail(task === undefined ? "absent" : "stale");
}
