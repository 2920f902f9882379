import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { atMs, orgId, userId } from "#src/db/columns.ts";
import type { TaskId } from "#src/lib/ids.ts";

/**
 * Words of tasks, an FTS5 table that triggers keep (migrations/0007_task_search_rows.sql), with what a list shows of
 * each, so that a search reads no second row for it. Outside of schema.ts, since drizzle-kit would make an ordinary
 * table of it.
 */
export const taskSearch = sqliteTable("task_search", {
  orgId: orgId(),
  taskId: text("task_id").$type<TaskId>().notNull(),
  /** Where a match stands in the order of creation: digits, more than a number can hold. */
  position: text("position").notNull(),
  title: text("title").notNull(),
  status: text("status", { enum: ["todo", "in_progress", "done"] }).notNull(),
  assigneeId: userId("assignee_id"),
  dueOn: text("due_on"),
  createdBy: userId("created_by").notNull(),
  createdAtMs: atMs("created_at_ms").notNull(),
  version: integer("version").notNull(),
});
