import { desc, eq, inArray, sql, type SQL } from "drizzle-orm";
import { tasks } from "#src/db/schema.ts";
import type { Statement } from "#src/db/statement.ts";
import { prepareSelection, type TenantScope } from "#src/db/tenant-scope.ts";
import {
  TASKS_PER_PAGE,
  type ListedTask,
  type Task,
  type TaskDraft,
  type TaskStatus,
} from "#src/features/tasks/task.ts";
import type { TaskCursor } from "#src/features/tasks/task-cursor.ts";
import type { TaskId, UserId } from "#src/lib/ids.ts";

const LISTED = {
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

const NEWEST_FIRST = {
  from: tasks,
  columns: LISTED,
  orderBy: [desc(tasks.createdAtMs), desc(tasks.id)],
  limit: TASKS_PER_PAGE + 1,
};
const FIRST_PAGE = prepareSelection(NEWEST_FIRST);

export type NewTask = TaskDraft & {
  readonly id: TaskId;
  readonly createdBy: UserId;
  readonly createdAtMs: number;
};

/** A change to one task as it was when last seen; none happens when its version or status has moved on. */
export type TaskChange = {
  readonly id: TaskId;
  readonly version: number;
  readonly set: Partial<TaskDraft> & { readonly status?: TaskStatus };
  readonly from?: readonly TaskStatus[];
  readonly updatedAtMs: number;
};

/** Every statement on an organization's tasks. */
export function taskRepository(scope: TenantScope) {
  return {
    /** One page, newest first: one row more than a page holds when there is another page. */
    page(after: TaskCursor | null): Statement<ListedTask> {
      if (after === null) return scope.bind(FIRST_PAGE);
      return scope.select({ ...NEWEST_FIRST, where: [isOlderThan(after)] });
    },

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
    change({ id, version, set, from, updatedAtMs }: TaskChange): Statement<{ id: TaskId }> {
      const legal = from === undefined ? [] : [inArray(tasks.status, [...from])];
      return scope.update(tasks, {
        set: { ...set, updatedAtMs, version: sql`${tasks.version} + 1` },
        where: [eq(tasks.id, id), eq(tasks.version, version), ...legal],
        returning: KEY,
      });
    },

    /** Answers the task's id when it was there and is gone. */
    remove(id: TaskId, version: number): Statement<{ id: TaskId }> {
      return scope.delete(tasks, { where: [eq(tasks.id, id), eq(tasks.version, version)], returning: KEY });
    },
  };
}

// Row values compare as the index is ordered, so that a page starts by seeking, not by scanning.
function isOlderThan({ createdAtMs, id }: TaskCursor): SQL {
  return sql`(${tasks.createdAtMs}, ${tasks.id}) < (${createdAtMs}, ${id})`;
}
