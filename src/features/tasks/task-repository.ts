import { eq, inArray, ne, sql, type SQL } from "drizzle-orm";
import { tasks } from "#src/db/schema.ts";
import type { Statement } from "#src/db/statement.ts";
import type { TenantScope } from "#src/db/tenant-scope.ts";
import type { Task, TaskDraft, TaskStatus } from "#src/features/tasks/task.ts";
import type { ActorId, TaskId } from "#src/lib/ids.ts";

/** What lists show of a task. */
export const LISTED = {
  id: tasks.id,
  title: tasks.title,
  status: tasks.status,
  assigneeId: tasks.assigneeId,
  dueOn: tasks.dueOn,
  createdBy: tasks.createdBy,
  createdAtMs: tasks.createdAtMs,
  version: tasks.version,
};
const TASK = { ...LISTED, description: tasks.description };
const KEY = { id: tasks.id };

export type NewTask = TaskDraft & {
  readonly id: TaskId;
  readonly createdBy: ActorId;
  readonly createdAtMs: number;
};

/** A task as a change must find it: the version that was seen, and one of the statuses it may start from. */
export type ExpectedTask = {
  readonly id: TaskId;
  readonly version: number;
  readonly from?: readonly TaskStatus[];
};

/** None happens when the task's version or status has moved on. */
export type TaskChange = ExpectedTask & {
  readonly set: Partial<TaskDraft> & { readonly status?: TaskStatus };
  readonly updatedAtMs: number;
};

/** Every statement on an organization's tasks. */
export function taskRepository(scope: TenantScope) {
  return {
    /** The task, or no row. */
    find(id: TaskId): Statement<Task> {
      return scope.select({ from: tasks, columns: TASK, where: [eq(tasks.id, id)], limit: 1 });
    },

    add({ createdAtMs, ...task }: NewTask): Statement<never> {
      return scope.insert(tasks, {
        ...task,
        status: "todo",
        createdAtMs,
        updatedAtMs: createdAtMs,
        version: 1,
      });
    },

    /** Answers the task's id when it changed. */
    change({ set, updatedAtMs, ...expected }: TaskChange): Statement<{ id: TaskId }> {
      return scope.update(tasks, {
        set: { ...set, updatedAtMs, version: NEXT_VERSION },
        where: isAsExpected(expected),
        returning: KEY,
      });
    },

    /** Answers the task's id when it was there and is gone. */
    remove(expected: ExpectedTask): Statement<{ id: TaskId }> {
      return scope.delete(tasks, { where: isAsExpected(expected), returning: KEY });
    },

    /** Answers the ids of those that were not done and now are. */
    completeAll(ids: readonly TaskId[], updatedAtMs: number): Statement<{ id: TaskId }> {
      return scope.update(tasks, {
        set: { status: "done", updatedAtMs, version: NEXT_VERSION },
        where: isOpen(ids),
        returning: KEY,
      });
    },
  };
}

const TITLED = { from: tasks, id: tasks.id, title: tasks.title };

/** Tasks as the log is told of them (`activityRepository.recordEach`): by the predicates of the change itself. */
export const loggedTasks = {
  one: (id: TaskId) => ({ ...TITLED, where: [eq(tasks.id, id)] as const }),
  expected: (expected: ExpectedTask) => ({ ...TITLED, where: isAsExpected(expected) }),
  /** Those of at most a page of tasks that are not done. */
  open: (ids: readonly TaskId[]) => ({ ...TITLED, where: isOpen(ids) }),
};

const NEXT_VERSION = sql`${tasks.version} + 1`;

function isAsExpected({ id, version, from }: ExpectedTask): readonly [SQL, ...SQL[]] {
  const legal = from === undefined ? [] : [inArray(tasks.status, [...from])];
  return [eq(tasks.id, id), eq(tasks.version, version), ...legal];
}

function isOpen(ids: readonly TaskId[]): readonly [SQL, ...SQL[]] {
  return [inArray(tasks.id, [...ids]), ne(tasks.status, "done")];
}
