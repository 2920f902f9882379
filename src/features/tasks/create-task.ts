import type { Tenant } from "#src/auth/tenant.ts";
import { isForeignKeyFailure } from "#src/db/database.ts";
import type { TenantScope } from "#src/db/tenant-scope.ts";
import { taskRepository } from "#src/features/tasks/task-repository.ts";
import type { TaskDraft } from "#src/features/tasks/task.ts";
import { newTaskId, type TaskId } from "#src/lib/ids.ts";
import { fail, ok, type Result } from "#src/lib/result.ts";

/** Any member may add a task. Fails when the assignee is not a member of the organization. */
export async function createTask(
  { tenant, scope }: { readonly tenant: Tenant; readonly scope: TenantScope },
  draft: TaskDraft,
  nowMs: number,
): Promise<Result<TaskId, "assignee-not-a-member">> {
  const id = newTaskId();
  const task = { ...draft, id, createdBy: tenant.userId, createdAtMs: nowMs };
  try {
    await scope.batch([taskRepository(scope).add(task)]);
    return ok(id);
  } catch (error) {
    if (isForeignKeyFailure(error)) return fail("assignee-not-a-member");
    throw error;
  }
}
