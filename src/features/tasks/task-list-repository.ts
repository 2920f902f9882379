import { asc, desc, eq, isNull, lt, sql, type SQL } from "drizzle-orm";
import { tasks } from "#src/db/schema.ts";
import type { Statement } from "#src/db/statement.ts";
import { taskSearch } from "#src/db/task-search.ts";
import { OPEN_ORGANIZATION, prepareSelection, type TenantScope } from "#src/db/tenant-scope.ts";
import type { TaskCursor } from "#src/features/tasks/task-cursor.ts";
import type { TaskFilter } from "#src/features/tasks/task-list.ts";
import { LISTED } from "#src/features/tasks/task-repository.ts";
import {
  DUE_SHOWN,
  NEWEST_SHOWN,
  NO_DAY,
  TASKS_PER_PAGE,
  type ListedTask,
  type TaskSort,
} from "#src/features/tasks/task.ts";

/** Each order as an index of schema.ts has it, and what stands behind a place in it. */
const ORDERS: Readonly<
  Record<TaskSort, { readonly by: readonly SQL[]; readonly behind: (cursor: TaskCursor) => SQL }>
> = {
  // Row values compare as the index is ordered, so that a page starts by seeking, not by scanning.
  created: {
    by: [desc(tasks.createdAtMs), desc(tasks.id)],
    behind: ({ createdAtMs, id }) => sql`(${tasks.createdAtMs}, ${tasks.id}) < (${createdAtMs}, ${id})`,
  },
  due: {
    by: [asc(tasks.dueKey), asc(tasks.id)],
    behind: ({ dueOn, id }) => sql`(${tasks.dueKey}, ${tasks.id}) > (${dueOn ?? NO_DAY}, ${id})`,
  },
  title: {
    by: [asc(tasks.titleKey), asc(tasks.id)],
    behind: ({ title, id }) => sql`(${tasks.titleKey}, ${tasks.id}) > (lower(${title}), ${id})`,
  },
};

const NEWEST_FIRST = { from: tasks, columns: LISTED, orderBy: ORDERS.created.by };
const FIRST_PAGE = prepareSelection({ ...NEWEST_FIRST, limit: TASKS_PER_PAGE + 1 });
const NEWEST = prepareSelection({ ...NEWEST_FIRST, limit: NEWEST_SHOWN });
const DUE_FIRST = prepareSelection({
  from: tasks,
  columns: LISTED,
  // As `tasks_open_by_due` has it.
  where: [sql`"status" <> 'done'`, lt(tasks.dueKey, NO_DAY)],
  orderBy: ORDERS.due.by,
  limit: DUE_SHOWN,
});
const FOUND = {
  id: taskSearch.taskId,
  title: taskSearch.title,
  status: taskSearch.status,
  assigneeId: taskSearch.assigneeId,
  dueOn: taskSearch.dueOn,
  createdBy: taskSearch.createdBy,
  createdAtMs: taskSearch.createdAtMs,
  version: taskSearch.version,
  position: taskSearch.position,
};

/** A task that a search found, and its place in the order of creation. */
export type FoundTask = ListedTask & { readonly position: string };

/** Every list of an organization's tasks. Each has an index, or the search's own order, to come from. */
export function taskListRepository(scope: TenantScope) {
  return {
    /** One page: one row more than a page holds when there is another page. */
    sorted(filter: TaskFilter, sort: TaskSort, after: TaskCursor | null): Statement<ListedTask> {
      const isAll = filter.status === null && filter.assignee === null;
      if (isAll && sort === "created" && after === null) return scope.bind(FIRST_PAGE);
      const { by, behind } = ORDERS[sort];
      return scope.select({
        from: tasks,
        columns: LISTED,
        where: [...predicatesOf(tasks, filter), ...(after === null ? [] : [behind(after)])],
        orderBy: by,
        limit: TASKS_PER_PAGE + 1,
      });
    },

    /**
     * One page of the tasks that have every word in their title or description, newest first; a word of three
     * letters or more also finds longer ones that begin with it. One row more when there is another page.
     */
    search(filter: TaskFilter, words: readonly string[], after: string | null): Statement<FoundTask> {
      const behind = after === null ? [] : [sql`${taskSearch}.rowid < cast(${after} as integer)`];
      return scope.select({
        from: taskSearch,
        columns: FOUND,
        // The match narrows by what the tokenizer makes of an id; the others compare the ids themselves.
        where: [matches(filter, words), ...predicatesOf(taskSearch, filter), ...behind],
        orderBy: [sql`${taskSearch}.rowid desc`],
        limit: TASKS_PER_PAGE + 1,
      });
    },

    /** The newest few. */
    newest(): Statement<ListedTask> {
      return scope.bind(NEWEST);
    },

    /** The first few open ones by their day; those without a day are left out. */
    dueFirst(): Statement<ListedTask> {
      return scope.bind(DUE_FIRST);
    },
  };
}

function predicatesOf(table: typeof tasks | typeof taskSearch, { status, assignee }: TaskFilter): SQL[] {
  const ofStatus = status === null ? [] : [eq(table.status, status)];
  if (assignee === null) return ofStatus;
  return [...ofStatus, assignee === "nobody" ? isNull(table.assigneeId) : eq(table.assigneeId, assignee)];
}

/** The words as an FTS5 query (sqlite.org/fts5.html, 3), among the tasks of the organization and filter. */
function matches({ status, assignee }: TaskFilter, words: readonly string[]): SQL {
  const facets = [
    ...(status === null ? [] : [`s${status.replace("_", "")}`]),
    ...(assignee === null ? [] : [`a${assignee.replace("user_", "")}`]),
  ];
  const query = [
    ...facets.map((facet) => `facets : ${quoted(facet)}`),
    ...words.map((word) => `{title description} : ${quoted(word)}${word.length < 3 ? "" : " *"}`),
  ].join(" AND ");
  return sql`${taskSearch} match ('facets : "' || substr(${OPEN_ORGANIZATION}, 5) || '" AND ' || ${query})`;
}

function quoted(word: string): string {
  return `"${word.replaceAll('"', '""')}"`;
}
