import type { Action } from "#src/features/activity/activity.ts";
import type { ActorId, CommentId, TaskId, UserId } from "#src/lib/ids.ts";

export const TASK_STATUSES = ["todo", "in_progress", "done"] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

export const MAX_TITLE_LENGTH = 200;
export const MAX_DESCRIPTION_LENGTH = 10_000;
export const TASKS_PER_PAGE = 50;
export const MAX_COMMENT_LENGTH = 4000;
export const COMMENTS_PER_PAGE = 50;
/** So many of each stand on a dashboard. */
export const DUE_SHOWN = 5;
export const NEWEST_SHOWN = 8;

/** `created`: newest first; `due`: earliest day first, those without one last; `title`: A to Z. */
export const TASK_SORTS = ["created", "due", "title"] as const;
export type TaskSort = (typeof TASK_SORTS)[number];

/** Stands in an order by day for no day, behind all that are one (`due_key` in schema.ts). */
export const NO_DAY = "9999-12-31";

export type Task = {
  readonly id: TaskId;
  readonly title: string;
  readonly description: string;
  readonly status: TaskStatus;
  readonly assigneeId: UserId | null;
  /** A calendar day, `2026-11-24`. */
  readonly dueOn: string | null;
  readonly createdBy: ActorId;
  readonly createdAtMs: number;
  readonly version: number;
};

/** A task as lists show it. A description can be 10,000 characters, so a page of them stays unread. */
export type ListedTask = Omit<Task, "description">;

/** What people write of a task. */
export type TaskDraft = Pick<Task, "title" | "description" | "assigneeId" | "dueOn">;

export type TaskComment = {
  readonly id: CommentId;
  readonly authorId: ActorId;
  readonly body: string;
  readonly createdAtMs: number;
};

/** A step on a task's way, and the statuses it may start from. */
export const TASK_STEPS = {
  start: { from: ["todo"], to: "in_progress", label: "Start", done: "task.started" },
  complete: { from: ["todo", "in_progress"], to: "done", label: "Complete", done: "task.completed" },
  reopen: { from: ["done"], to: "todo", label: "Reopen", done: "task.reopened" },
} as const satisfies Record<
  string,
  {
    readonly from: readonly TaskStatus[];
    readonly to: TaskStatus;
    readonly label: string;
    /** What the log calls it. */
    readonly done: Action;
  }
>;

export type TaskStep = keyof typeof TASK_STEPS;

export function isTaskStep(text: unknown): text is TaskStep {
  return typeof text === "string" && Object.hasOwn(TASK_STEPS, text);
}

/** The steps open to a task of that status. */
export function stepsFrom(status: TaskStatus): TaskStep[] {
  return Object.keys(TASK_STEPS)
    .filter(isTaskStep)
    .filter((step) => TASK_STEPS[step].from.some((from) => from === status));
}

/** Whether a task's day has passed (`today` is the day in UTC, `2026-11-24`) and the task is not done. */
export function isOverdue({ status, dueOn }: Pick<Task, "status" | "dueOn">, today: string): boolean {
  return status !== "done" && dueOn !== null && dueOn < today;
}

export const SORT_LABELS: Readonly<Record<TaskSort, string>> = {
  created: "Newest first",
  due: "By due date",
  title: "By title",
};

export const STATUS_LABELS: Readonly<Record<TaskStatus, string>> = {
  todo: "To do",
  in_progress: "In progress",
  done: "Done",
};
