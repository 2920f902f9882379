import { asc, gt, gte, lt, sql } from "drizzle-orm";
import { organizationCounters, taskDays, tasks } from "#src/db/schema.ts";
import type { Statement } from "#src/db/statement.ts";
import { prepareSelection, type TenantScope } from "#src/db/tenant-scope.ts";
import {
  EXPORT_CHUNK,
  MOST_COUNTED,
  REPORTED_DAYS,
  type Counters,
  type DayFigures,
  type ExportedTask,
} from "#src/features/reports/report.ts";
import type { TaskId } from "#src/lib/ids.ts";

const COUNTERS = prepareSelection({
  from: organizationCounters,
  columns: {
    todo: organizationCounters.tasksTodo,
    inProgress: organizationCounters.tasksInProgress,
    done: organizationCounters.tasksDone,
    drafts: organizationCounters.postsDraft,
    published: organizationCounters.postsPublished,
  },
  limit: 1,
});

/** Every statement that figures come from: none of them counts what it need not. */
export function reportRepository(scope: TenantScope) {
  return {
    /** One row, or none in an organization that has nothing yet. */
    counters(): Statement<Counters> {
      return scope.bind(COUNTERS);
    },

    /** Each day from `first` on that something happened on, in order. */
    days(first: string): Statement<DayFigures> {
      return scope.select({
        from: taskDays,
        columns: { day: taskDays.day, added: taskDays.added, completed: taskDays.completed },
        where: [gte(taskDays.day, first)],
        orderBy: [asc(taskDays.day)],
        limit: REPORTED_DAYS,
      });
    },

    /** The open tasks whose day is before `day`, up to one more than are counted. */
    overdue(day: string): Statement<{ id: TaskId }> {
      return scope.select({
        from: tasks,
        columns: { id: tasks.id },
        // As `tasks_open_by_due` has it.
        where: [sql`"status" <> 'done'`, lt(tasks.dueKey, day)],
        limit: MOST_COUNTED + 1,
      });
    },

    /** Up to `EXPORT_CHUNK` tasks behind one, in the order of their ids. */
    tasksAfter(id: TaskId | null): Statement<ExportedTask> {
      return scope.select({
        from: tasks,
        columns: {
          id: tasks.id,
          title: tasks.title,
          description: tasks.description,
          status: tasks.status,
          assigneeId: tasks.assigneeId,
          dueOn: tasks.dueOn,
          createdBy: tasks.createdBy,
          createdAtMs: tasks.createdAtMs,
          updatedAtMs: tasks.updatedAtMs,
        },
        where: id === null ? [sql`true`] : [gt(tasks.id, id)],
        orderBy: [asc(tasks.id)],
        limit: EXPORT_CHUNK,
      });
    },
  };
}
