import { writeCursor } from "#src/features/tasks/task-cursor.ts";
import { parseTaskId } from "#src/lib/ids.ts";
import type { Asked } from "./asked.ts";
import { anyTask, sortOf, statusOf } from "./rules/tasks.ts";
import type { World } from "./world.ts";

/** The list of tasks that a command asks for, as its address says it. */
export function taskQuery(world: World, asked: Asked): Record<string, string> {
  const status = statusOf(asked);
  const filter = {
    ...(status !== null && { status }),
    ...(asked.assigneeId !== null && { assignee: asked.assigneeId }),
  };
  if (asked.kind === "search tasks") return { ...filter, q: asked.words.join(" ") };
  const sort = sortOf(asked);
  const task = asked.afterId === null ? undefined : anyTask(world.organizations, asked.afterId);
  const id = task && parseTaskId(task.id);
  if (task === undefined || id == null || task.createdAtMs === undefined) return { ...filter, sort };
  const { createdAtMs, dueOn, title } = task;
  return { ...filter, sort, after: writeCursor({ id, createdAtMs, dueOn, title }, sort) };
}

/** Every row from a page on to the last: `read` answers a page and where the next one starts. */
export async function allPages<Row>(
  start: string | null,
  read: (after: string | null) => Promise<{ readonly rows: readonly Row[]; readonly next: string | null }>,
): Promise<Row[]> {
  const all: Row[] = [];
  let after = start;
  do {
    const { rows, next } = await read(after);
    all.push(...rows);
    after = next;
  } while (after !== null);
  return all;
}

/** The ids of an export's rows, of the tables whose rows have one. */
export function ownedIds(lines: readonly string[]): string[] {
  // As exportOrganization writes them.
  const rows = lines.map((line) => (JSON.parse(line) as { row: Record<string, unknown> }).row);
  return rows.flatMap(({ id }) => (typeof id === "string" ? [id] : [])).toSorted();
}
