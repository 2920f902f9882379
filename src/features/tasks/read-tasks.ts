import type { Member } from "#src/auth/caller.ts";
import type { ClerkContext } from "#src/clerk/backend-api.ts";
import type { TenantScope } from "#src/db/tenant-scope.ts";
import { activityListRepository } from "#src/features/activity/activity-list-repository.ts";
import type { ListedDeed } from "#src/features/activity/activity.ts";
import { organizationRepository } from "#src/features/organization/organization-repository.ts";
import {
  mirroredOrRead,
  readOrganization,
  type Organization,
} from "#src/features/organization/read-organization.ts";
import { commentRepository, type CommentCursor } from "#src/features/tasks/comment-repository.ts";
import { pageOf, type TaskList, type TaskListPage } from "#src/features/tasks/task-list.ts";
import { taskListRepository } from "#src/features/tasks/task-list-repository.ts";
import { taskRepository } from "#src/features/tasks/task-repository.ts";
import { COMMENTS_PER_PAGE, type Task, type TaskComment } from "#src/features/tasks/task.ts";
import type { TaskId } from "#src/lib/ids.ts";

type Actor = Member<TenantScope>;

export type TaskPage = TaskListPage & { readonly organization: Organization };

/** One page of a list or a search, with the organization: one round trip to the database. */
export async function readTaskList(
  context: ClerkContext,
  { tenant, scope }: Actor,
  list: TaskList,
): Promise<TaskPage> {
  const repository = organizationRepository(scope);
  const lists = taskListRepository(scope);
  const [[known], roster, rows] = await scope.batch([
    repository.find(),
    repository.roster(),
    list.kind === "search"
      ? lists.search(list, list.words, list.after)
      : lists.sorted(list, list.sort, list.after),
  ]);
  const organization = await mirroredOrRead(context, { tenant, scope }, { known, roster });
  return { organization, ...pageOf(list, rows) };
}

export type TaskView = {
  readonly organization: Organization;
  /** Null when the organization has none of that id. */
  readonly task: Task | null;
  /** A page of its comments, oldest first. */
  readonly comments: readonly TaskComment[];
  /** Where the next page of comments starts; null on the last one. */
  readonly next: CommentCursor | null;
  /** What was done to the task last, newest first; it outlives the task. */
  readonly history: readonly ListedDeed[];
};

const HISTORY_LENGTH = 10;

/** One task with all that its page shows: one round trip to the database. */
export async function readTask(
  context: ClerkContext,
  { tenant, scope }: Actor,
  { id, after }: { readonly id: TaskId | null; readonly after: CommentCursor | null },
): Promise<TaskView> {
  if (id === null) {
    const organization = await readOrganization(context, { tenant, scope });
    return { organization, task: null, comments: [], next: null, history: [] };
  }
  const repository = organizationRepository(scope);
  const [[known], roster, [task], rows, history] = await scope.batch([
    repository.find(),
    repository.roster(),
    taskRepository(scope).find(id),
    commentRepository(scope).page(id, after),
    activityListRepository(scope).latest({ by: "subject", kind: "task", id }, HISTORY_LENGTH),
  ]);
  const organization = await mirroredOrRead(context, { tenant, scope }, { known, roster });
  const comments = rows.slice(0, COMMENTS_PER_PAGE);
  const next = rows.length > comments.length ? (comments.at(-1) ?? null) : null;
  return { organization, task: task ?? null, comments, next, history };
}
