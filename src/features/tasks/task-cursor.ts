import { MAX_TITLE_LENGTH, NO_DAY, type TaskSort } from "#src/features/tasks/task.ts";
import { parseTaskId, type TaskId } from "#src/lib/ids.ts";
import { cleanText } from "#src/lib/text.ts";
import { parseDay } from "#src/lib/time.ts";

/** Where a page of tasks ended, in each order: the next one starts behind it. */
export type TaskCursor = {
  readonly id: TaskId;
  readonly createdAtMs: number;
  readonly dueOn: string | null;
  readonly title: string;
};

/** A task's place in an order as a text; a title in it is to be encoded for an address. */
export function writeCursor(task: TaskCursor, sort: TaskSort = "created"): string {
  const { id, createdAtMs, dueOn, title } = task;
  return `${{ created: createdAtMs, due: dueOn ?? NO_DAY, title }[sort]}.${id}`;
}

/** Null when the text is no place in that order. What the order does not go by stays empty. */
export function readCursor(text: string | null, sort: TaskSort = "created"): TaskCursor | null {
  const [, key = "", idText = ""] = /^(.+)\.(tsk_\w+)$/s.exec(text ?? "") ?? [];
  const id = parseTaskId(idText);
  if (id === null) return null;
  const cursor = { id, createdAtMs: 0, dueOn: null, title: "" };
  switch (sort) {
    case "created":
      return /^\d{1,15}$/.test(key) ? { ...cursor, createdAtMs: Number(key) } : null;
    case "due": {
      const dueOn = parseDay(key);
      return dueOn === null ? null : { ...cursor, dueOn };
    }
    case "title": {
      const title = cleanText(key, { min: 1, max: MAX_TITLE_LENGTH });
      return title.ok ? { ...cursor, title: title.value } : null;
    }
  }
}
