import { readdirSync, readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { auditQueries } from "#scripts/organization/audit-queries.ts";

/** The schema with two organizations that have a row of each kind; foreign keys off, as no D1 lets them be. */
function openDatabase(): DatabaseSync {
  const database = new DatabaseSync(":memory:", { enableForeignKeyConstraints: false });
  for (const file of readdirSync("migrations")
    .filter((name) => name.endsWith(".sql"))
    .toSorted()) {
    database.exec(readFileSync(`migrations/${file}`, "utf8"));
  }
  for (const name of ["a", "b"]) {
    database.exec(`
      insert into organizations values ('org_${name}', null, 'Name', 1, 1, null);
      insert into people values ('user_${name}', 'Name', null, null, 1, null);
      insert into memberships values ('org_${name}', 'user_${name}', 'org:admin', 1, 1, null);
      insert into tasks values ('org_${name}', 'tsk_${name}', 'Title', '', 'todo', 'user_${name}', null, 'user_${name}', 1, 1, 1);
      insert into task_comments values ('org_${name}', 'cmt_${name}', 'tsk_${name}', 'user_${name}', 'Body', 1);
      insert into activity values ('org_${name}', 1, 'user_${name}', 'task.created', 'task', 'tsk_${name}', '{}', 1, 0);
      insert into activity_seals values ('org_${name}', 1, 'hash');
    `);
  }
  return database;
}

function faultsOf(database: DatabaseSync): string[] {
  return auditQueries().flatMap(({ fault, sql }) =>
    database
      .prepare(sql)
      .all()
      .map(({ orgId, row }) => `${String(orgId)} ${String(row)}: ${fault}`),
  );
}

test("what is in order has no fault", () => {
  expect(faultsOf(openDatabase())).toEqual([]);
});

test.each([
  [
    "a task assigned to another organization's member",
    "update tasks set assignee_id = 'user_b' where org_id = 'org_a'",
    'org_a {"assignee_id":"user_b"}: tasks names a row of memberships that its organization does not have',
  ],
  [
    "a comment on another organization's task",
    "update task_comments set task_id = 'tsk_b' where org_id = 'org_a'",
    'org_a {"task_id":"tsk_b"}: task_comments names a row of tasks that its organization does not have',
  ],
  [
    "a seal of a row that is not there",
    "insert into activity_seals values ('org_a', 2, 'hash')",
    'org_a {"seq":2}: activity_seals names a row of activity that its organization does not have',
  ],
  [
    "words of a task that is gone",
    "update task_search set task_id = 'tsk_gone' where org_id = 'org_a'",
    'org_a {"task_id":"tsk_gone"}: task_search has a row without its task',
  ],
  [
    "a task that no search finds",
    "delete from task_search where org_id = 'org_b'",
    'org_b {"id":"tsk_b"}: tasks has a row that no search finds',
  ],
  [
    "what a deleted organization left",
    "update organizations set deleted_at_ms = 2 where org_id = 'org_b'",
    'org_b {"id":"tsk_b"}: tasks has a row of a deleted organization',
  ],
  [
    "what an organization left that Clerk has deleted",
    "insert into deleted_organizations values ('org_b', 2, 3)",
    'org_b {"id":"tsk_b"}: tasks has a row of a deleted organization',
  ],
])("%s is named", (_, sql, fault) => {
  const database = openDatabase();
  database.exec(sql);
  expect(faultsOf(database)).toContain(fault);
});
