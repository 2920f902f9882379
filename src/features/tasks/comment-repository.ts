import { asc, eq, sql } from "drizzle-orm";
import { taskComments } from "#src/db/schema.ts";
import type { Statement } from "#src/db/statement.ts";
import type { TenantScope } from "#src/db/tenant-scope.ts";
import { COMMENTS_PER_PAGE, type TaskComment } from "#src/features/tasks/task.ts";
import type { TaskId } from "#src/lib/ids.ts";

const COMMENT = {
  id: taskComments.id,
  authorId: taskComments.authorId,
  body: taskComments.body,
  createdAtMs: taskComments.createdAtMs,
};

/** Where a page of comments ended. */
export type CommentCursor = Pick<TaskComment, "id" | "createdAtMs">;

/** Every statement on the comments of an organization's tasks. */
export function commentRepository(scope: TenantScope) {
  return {
    /** One page of a task's comments, oldest first: one row more when there is another page. */
    page(taskId: TaskId, after: CommentCursor | null): Statement<TaskComment> {
      const { createdAtMs, id } = taskComments;
      const behind =
        after === null ? [] : [sql`(${createdAtMs}, ${id}) > (${after.createdAtMs}, ${after.id})`];
      return scope.select({
        from: taskComments,
        columns: COMMENT,
        where: [eq(taskComments.taskId, taskId), ...behind],
        orderBy: [asc(createdAtMs), asc(id)],
        limit: COMMENTS_PER_PAGE + 1,
      });
    },

    /** Fails the batch when the organization has no such task. */
    add(comment: TaskComment & { readonly taskId: TaskId }): Statement<never> {
      return scope.insert(taskComments, comment);
    },
  };
}
