import { newTaskId } from "#src/lib/ids.ts";
import { ACME, ADA } from "#test/support/people.ts";

type TaskRow = {
  readonly org_id: string;
  readonly title: string;
  readonly status: string;
  readonly version: number;
  readonly assignee_id: string | null;
};

/** Puts a task into the database behind the site's back; answers its id. */
export async function addTask(
  database: D1Database,
  { orgId = ACME.id, title = "A task", createdBy = ADA.id, createdAtMs = Date.now() },
): Promise<string> {
  const id = newTaskId();
  await database
    .prepare("insert into tasks values (?, ?, ?, '', 'todo', null, null, ?, ?, ?, 1)")
    .bind(orgId, id, title, createdBy, createdAtMs, createdAtMs)
    .run();
  return id;
}

/** What is stored under a task's id, whoever's it is. */
export function taskById(database: D1Database, id: string): Promise<TaskRow | null> {
  return database
    .prepare("select org_id, title, status, version, assignee_id from tasks where id = ?")
    .bind(id)
    .first<TaskRow>();
}

/** Every organization's tasks as one text, to see that nothing changed. */
export async function allTasks(database: D1Database): Promise<string> {
  return JSON.stringify((await database.prepare("select * from tasks order by id").all()).results);
}
