import type { Actor } from "#src/auth/caller.ts";
import { isForeignKeyFailure } from "#src/db/database.ts";
import type { TenantScope } from "#src/db/tenant-scope.ts";
import { activityRepository } from "#src/features/activity/activity-repository.ts";
import { signed } from "#src/features/activity/activity.ts";
import { runOnce, type Occasion } from "#src/features/idempotency/run-once.ts";
import { commentRepository } from "#src/features/tasks/comment-repository.ts";
import { loggedTasks } from "#src/features/tasks/task-repository.ts";
import { MAX_COMMENT_LENGTH } from "#src/features/tasks/task.ts";
import { newCommentId, type TaskId } from "#src/lib/ids.ts";
import { textField } from "#src/lib/input.ts";
import { fail, ok, type Result } from "#src/lib/result.ts";

/** Any member may comment on a task, and a machine that access.ts let in. Answers the comment's id, also to a request that comes again. */
export async function commentOnTask(
  actor: Actor<TenantScope>,
  { taskId, body }: { readonly taskId: TaskId; readonly body: string },
  occasion: Occasion,
): Promise<Result<string, "absent" | "key-reused">> {
  const { scope } = actor;
  const signature = signed(actor);
  const { nowMs } = occasion;
  const id = newCommentId();
  const deed = { ...signature, action: "task.commented", atMs: nowMs } as const;
  const statements = [
    commentRepository(scope).add({ id, taskId, authorId: signature.actorId, body, createdAtMs: nowMs }),
    activityRepository(scope).recordEach(deed, loggedTasks.one(taskId)),
  ];
  try {
    const done = await runOnce({ by: signature.actorId, scope }, { statements, answer: id }, occasion);
    return done.ok ? ok(done.value.answer) : done;
  } catch (error) {
    if (isForeignKeyFailure(error)) return fail("absent");
    throw error;
  }
}

export const COMMENT_FIELD = textField({ min: 1, max: MAX_COMMENT_LENGTH });

/** A comment as it was typed, or the sentence that says what is wrong with it. */
export function parseComment(typed: unknown): Result<string, string> {
  return COMMENT_FIELD.read(typed);
}
