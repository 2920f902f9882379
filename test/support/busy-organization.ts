import { newCommentId, newPostId, newTaskId } from "#src/lib/ids.ts";
import { dayOf } from "#src/lib/time.ts";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows, type SeedSize } from "#scripts/seed/rows.ts";
import { DAY_MS, listed, type SeedRow } from "#scripts/seed/table-rows.ts";
import { ACME, ADA } from "#test/support/people.ts";

/** More than any page shows or counts. */
const MANY = 60;

const POST_COLUMNS =
  "org_id,id,title,body,status,pinned,author_id,created_at_ms,updated_at_ms,published_at_ms,version";
const TASK_COLUMNS =
  "org_id,id,title,description,status,due_on,created_by,created_at_ms,updated_at_ms,version";

/**
 * A seed in which Acme is so busy that each of its lists goes on behind its first page: a task on each day of late
 * and all of them overdue, one with comments, posts, drafts, and a log whose second page is of what its first deletes.
 */
export async function seedBusyOrganization(
  database: D1Database,
  size: SeedSize,
): Promise<{ readonly task: string; readonly post: string }> {
  await loadTables(database, seedRows(size), () => {});
  const lastSeq = await database
    .prepare("select last_activity_seq as seq from organization_counters where org_id = ?")
    .bind(ACME.id)
    .first<number>("seq");
  const [taskId, postId, nowMs] = [newTaskId(), newPostId(), Date.now()];
  const task = (id: string, nth: number): SeedRow => {
    const [atMs, status] = [nowMs - nth * DAY_MS, ["todo", "in_progress"][nth % 2] ?? ""];
    return [ACME.id, id, `Late ${nth}`, "", status, dayOf(atMs - 90 * DAY_MS), ADA.id, atMs, atMs, 1];
  };
  const post = (id: string, nth: number): SeedRow => {
    const status = nth % 2 === 0 ? "published" : "draft";
    return [ACME.id, id, `Post ${nth}`, "", status, 0, ADA.id, nowMs, nowMs, nth % 2 === 0 ? nowMs : null, 1];
  };
  const deed = (nth: number): SeedRow => {
    const action = nth < MANY ? "task.completed" : "task.deleted";
    const details = JSON.stringify({ title: "Gone" });
    const subject = `tsk_gone${String(nth % MANY).padStart(22, "a")}`;
    return [ACME.id, (lastSeq ?? 0) + nth + 1, ADA.id, action, "task", subject, details, nowMs];
  };
  const comment = (nth: number): SeedRow => [ACME.id, newCommentId(), taskId, ADA.id, "Yes.", nowMs + nth];
  const rows: readonly (readonly [table: string, columns: string, rows: SeedRow[]])[] = [
    ["tasks", TASK_COLUMNS, [task(taskId, 0), ...many((nth) => task(newTaskId(), nth))]],
    ["task_comments", "org_id,id,task_id,author_id,body,created_at_ms", many(comment)],
    ["posts", POST_COLUMNS, [post(postId, 0), ...many((nth) => post(newPostId(), nth))]],
    [
      "activity",
      "org_id,seq,actor_id,action,subject_kind,subject_id,details,at_ms",
      [...many(deed), ...many((nth) => deed(MANY + nth))],
    ],
  ];
  const tables = rows.map(([table, columns, given]) => ({
    table,
    columns: columns.split(","),
    ...listed(given),
  }));
  await loadTables(database, tables, () => {});
  return { task: taskId, post: postId };
}

function many<Row>(make: (nth: number) => Row): Row[] {
  return Array.from({ length: MANY }, (_, nth) => make(nth));
}
