import type { Member } from "#src/auth/caller.ts";
import { organizationHandle } from "#src/auth/tenant.ts";
import type { ClerkContext } from "#src/clerk/backend-api.ts";
import type { TenantScope } from "#src/db/tenant-scope.ts";
import { isMirrored, readThrough, type Organization } from "#src/features/organization/read-organization.ts";
import { activityListRepository } from "#src/features/activity/activity-list-repository.ts";
import type { LoggedDeed } from "#src/features/activity/activity.ts";
import { organizationRepository } from "#src/features/organization/organization-repository.ts";
import { writeCursor, type TaskCursor } from "#src/features/tasks/task-cursor.ts";
import { commentRepository, type CommentCursor } from "#src/features/tasks/comment-repository.ts";
import { cursorAfter, type TaskList } from "#src/features/tasks/task-list.ts";
import { taskListRepository } from "#src/features/tasks/task-list-repository.ts";
import { taskRepository } from "#src/features/tasks/task-repository.ts";
import {
  COMMENTS_PER_PAGE,
  FOUND_PER_PAGE,
  TASKS_PER_PAGE,
  type ListedTask,
  type Task,
  type TaskComment,
} from "#src/features/tasks/task.ts";
import type { TaskId } from "#src/lib/ids.ts";

type Actor = Member<TenantScope>;

export type TaskPage = {
  readonly organization: Organization;
  readonly tasks: readonly ListedTask[];
  /** Where the next page starts; null on the last one. */
  readonly next: string | null;
};

/** One page of tasks with the organization's name and members: one round trip to the database. */
export async function readTaskPage(
  context: ClerkContext,
  { tenant, scope }: Actor,
  after: TaskCursor | null,
): Promise<TaskPage> {
  const repository = organizationRepository(scope);
  const [[known], roster, rows] = await scope.batch([
    repository.find(),
    repository.roster(),
    taskRepository(scope).page(after),
  ]);
  const organization = isMirrored(tenant, known, roster)
    ? { name: known.name, roster }
    : await readThrough(context, { tenant, scope });
  const tasks = rows.slice(0, TASKS_PER_PAGE);
  const last = tasks.at(-1);
  return { organization, tasks, next: rows.length > tasks.length && last ? writeCursor(last) : null };
}

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
  const organization = isMirrored(tenant, known, roster)
    ? { name: known.name, roster }
    : await readThrough(context, { tenant, scope });
  const tasks = rows.slice(0, list.kind === "search" ? FOUND_PER_PAGE : TASKS_PER_PAGE);
  const last = tasks.at(-1);
  return { organization, tasks, next: rows.length > tasks.length && last ? cursorAfter(list, last) : null };
}

/** One task with its organization; `task` is null when the organization has none of that id. */
export async function readTask(
  { tenant, scope }: Actor,
  id: TaskId | null,
): Promise<{ readonly organization: Organization; readonly task: Task | null }> {
  const handle = organizationHandle(tenant);
  if (id === null) return { organization: { name: handle, roster: [] }, task: null };
  const repository = organizationRepository(scope);
  const [[known], roster, [task]] = await scope.batch([
    repository.find(),
    repository.roster(),
    taskRepository(scope).find(id),
  ]);
  return { organization: { name: known?.name ?? handle, roster }, task: task ?? null };
}

export type Talk = {
  readonly comments: readonly TaskComment[];
  /** Where the next page of comments starts; null on the last one. */
  readonly next: CommentCursor | null;
  /** What was done to the task last, newest first. */
  readonly history: readonly LoggedDeed[];
};

const HISTORY_LENGTH = 20;

/** A page of a task's comments and the end of its history, which outlives it: one round trip. */
export async function readTalk(scope: TenantScope, id: TaskId, after: CommentCursor | null): Promise<Talk> {
  const [rows, history] = await scope.batch([
    commentRepository(scope).page(id, after),
    activityListRepository(scope).latest({ by: "subject", kind: "task", id }, HISTORY_LENGTH),
  ]);
  const comments = rows.slice(0, COMMENTS_PER_PAGE);
  return { comments, next: rows.length > comments.length ? (comments.at(-1) ?? null) : null, history };
}
