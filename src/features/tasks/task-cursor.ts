import type { Task } from "#src/features/tasks/task.ts";
import { parseTaskId, type TaskId } from "#src/lib/ids.ts";

/** Where a page of tasks ended: the next one starts behind it. */
export type TaskCursor = { readonly createdAtMs: number; readonly id: TaskId };

export function writeCursor({ createdAtMs, id }: Pick<Task, "createdAtMs" | "id">): string {
  return `${createdAtMs}.${id}`;
}

/** Null when the text is not a cursor: the list then starts at its beginning. */
export function readCursor(text: string | null): TaskCursor | null {
  const [, digits = "", idText = ""] = /^(\d{1,15})\.(\w+)$/.exec(text ?? "") ?? [];
  const id = parseTaskId(idText);
  return id === null ? null : { createdAtMs: Number(digits), id };
}
