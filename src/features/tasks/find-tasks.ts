import type { TenantScope } from "#src/db/tenant-scope.ts";
import { writeCommentCursor } from "#src/features/tasks/comment-cursor.ts";
import { commentRepository, type CommentCursor } from "#src/features/tasks/comment-repository.ts";
import { pageOf, type TaskList, type TaskListPage } from "#src/features/tasks/task-list.ts";
import { taskListRepository } from "#src/features/tasks/task-list-repository.ts";
import { taskRepository } from "#src/features/tasks/task-repository.ts";
import { COMMENTS_PER_PAGE, type Task, type TaskComment } from "#src/features/tasks/task.ts";
import type { TaskId } from "#src/lib/ids.ts";

/** One page of a list or a search, with where the next one starts: one round trip to the database. */
export async function findTasks(scope: TenantScope, list: TaskList): Promise<TaskListPage> {
  const lists = taskListRepository(scope);
  const [rows] = await scope.batch([
    list.kind === "search"
      ? lists.search(list, list.words, list.after)
      : lists.sorted(list, list.sort, list.after),
  ]);
  return pageOf(list, rows);
}

/** One task; null when the organization has none of that id. */
export async function findTask(scope: TenantScope, id: TaskId): Promise<Task | null> {
  const [[task]] = await scope.batch([taskRepository(scope).find(id)]);
  return task ?? null;
}

/** One page of a task's comments, oldest first; null when the organization has no such task. */
export async function findComments(
  scope: TenantScope,
  id: TaskId,
  after: CommentCursor | null,
): Promise<{ readonly comments: readonly TaskComment[]; readonly next: string | null } | null> {
  const [[task], rows] = await scope.batch([
    taskRepository(scope).find(id),
    commentRepository(scope).page(id, after),
  ]);
  if (task === undefined) return null;
  const comments = rows.slice(0, COMMENTS_PER_PAGE);
  const last = comments.at(-1);
  return { comments, next: rows.length > comments.length && last ? writeCommentCursor(last) : null };
}
