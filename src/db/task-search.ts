import { sqliteTable, text } from "drizzle-orm/sqlite-core";
import { orgId } from "#src/db/columns.ts";
import type { TaskId } from "#src/lib/ids.ts";

/**
 * Words of tasks, an FTS5 table that triggers keep (migrations/0005_task_search.sql). Outside of schema.ts, since
 * drizzle-kit would make an ordinary table of it.
 */
export const taskSearch = sqliteTable("task_search", {
  orgId: orgId(),
  taskId: text("task_id").$type<TaskId>().notNull(),
  /** Where a match stands in the order of creation: digits, more than a number can hold. */
  position: text("position").notNull(),
});
