import { may } from "#src/auth/rights.ts";
import type { Tenant } from "#src/auth/tenant.ts";
import type { TenantScope } from "#src/db/tenant-scope.ts";
import { activityRepository } from "#src/features/activity/activity-repository.ts";
import { loggedTasks, taskRepository } from "#src/features/tasks/task-repository.ts";
import { TASKS_PER_PAGE } from "#src/features/tasks/task.ts";
import { parseTaskId, type TaskId } from "#src/lib/ids.ts";
import { fail, ok, type Result } from "#src/lib/result.ts";

/**
 * Completes tasks at once, for who may manage them. Answers the ids of those that were not done before; what is
 * done already, deleted or another organization's is passed over.
 */
export async function completeTasks(
  { tenant, scope }: { readonly tenant: Tenant; readonly scope: TenantScope },
  ids: readonly TaskId[],
  nowMs: number,
): Promise<Result<readonly TaskId[], "forbidden">> {
  if (!may(tenant, "tasks.complete-many")) return fail("forbidden");
  const repository = taskRepository(scope);
  const deed = { actorId: tenant.userId, action: "task.completed", atMs: nowMs } as const;
  const [, completed] = await scope.batch([
    activityRepository(scope).recordEach(deed, loggedTasks.open(ids)),
    repository.completeAll(ids, nowMs),
  ]);
  return ok(completed.map(({ id }) => id));
}

/** The tasks that were ticked: at least one, at most a page of them, each once. */
export function parseTaskIds(given: readonly unknown[]): Result<readonly TaskId[], string> {
  const ids = new Set(given.map(parseTaskId));
  if (ids.size === 0) return fail("Choose at least one task.");
  if (ids.size > TASKS_PER_PAGE) return fail(`Choose at most ${TASKS_PER_PAGE} tasks.`);
  const known = [...ids].filter((id) => id !== null);
  return known.length === ids.size ? ok(known) : fail("Choose tasks of this list.");
}
