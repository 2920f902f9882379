import type { Actor } from "#src/auth/caller.ts";
import { isForeignKeyFailure } from "#src/db/database.ts";
import type { TenantScope } from "#src/db/tenant-scope.ts";
import { activityRepository } from "#src/features/activity/activity-repository.ts";
import { signed } from "#src/features/activity/activity.ts";
import { runOnce, type Occasion } from "#src/features/idempotency/run-once.ts";
import { taskRepository } from "#src/features/tasks/task-repository.ts";
import type { TaskDraft } from "#src/features/tasks/task.ts";
import { newTaskId, parseTaskId, type TaskId } from "#src/lib/ids.ts";
import { fail, ok, type Result } from "#src/lib/result.ts";

/**
 * Any member may add a task, and a machine that access.ts let in. A request whose key was used for the same answers the task of then. Fails when the
 * assignee is not a member of the organization, or the key was used for something else.
 */
export async function createTask(
  actor: Actor<TenantScope>,
  draft: TaskDraft,
  occasion: Occasion,
): Promise<Result<TaskId, "assignee-not-a-member" | "key-reused">> {
  const { scope } = actor;
  const signature = signed(actor);
  const { nowMs } = occasion;
  const id = newTaskId();
  const task = { ...draft, id, createdBy: signature.actorId, createdAtMs: nowMs };
  const deed = { ...signature, action: "task.added", atMs: nowMs } as const;
  const statements = [
    taskRepository(scope).add(task),
    activityRepository(scope).record(deed, { id, title: draft.title }),
  ];
  try {
    const done = await runOnce({ by: signature.actorId, scope }, { statements, answer: id }, occasion);
    return done.ok ? ok(parseTaskId(done.value.answer) ?? id) : done;
  } catch (error) {
    if (isForeignKeyFailure(error)) return fail("assignee-not-a-member");
    throw error;
  }
}
