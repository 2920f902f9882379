import { describe, expect, test } from "vitest";
import { destructiveStatements, refuseDestructiveMigrations } from "#scripts/deploy/additive-migrations.ts";

test("every migration of this repository only adds", () => {
  expect(() => refuseDestructiveMigrations("migrations")).not.toThrow();
});

describe("refused, whatever its spelling:", () => {
  test.each([
    "DROP TABLE tasks",
    "drop table if exists `tasks`",
    "DROP VIEW open_tasks",
    "DROP/**/TABLE tasks",
    "ALTER TABLE tasks DROP COLUMN due_on",
    "ALTER TABLE tasks DROP due_on",
    "ALTER TABLE main.tasks DROP COLUMN due_on",
    'ALTER TABLE "add; tasks" RENAME TO tasks',
    'ALTER TABLE ";" RENAME TO tasks',
    "ALTER TABLE 'tasks' DROP COLUMN 'add'",
    "ALTER TABLE tasks RENAME COLUMN title TO name",
    "alter table [tasks] rename title to name",
    "CREATE TABLE `__new_tasks` (id text)",
    'CREATE TABLE "__new_tasks" (id text)',
    "PRAGMA foreign_keys=OFF",
    "DELETE FROM tasks",
    "WITH old AS (SELECT id FROM tasks) DELETE FROM tasks WHERE id IN old",
    "REPLACE INTO tasks VALUES (1)",
    "INSERT OR REPLACE INTO tasks VALUES (1)",
    "UPDATE OR REPLACE tasks SET id = 1",
    "VACUUM",
  ])("%s", (sql) => {
    const shown = sql.replace("/**/", " ");
    expect(destructiveStatements(`SELECT 1;\n${sql};\nSELECT 2`)).toEqual([shown]);
    expect(destructiveStatements(`${sql} -- the end`)).toEqual([shown]);
  });
});

test("a table is dropped only where the same migration makes it again as a search's", () => {
  const made = "CREATE VIRTUAL TABLE `task_search` USING fts5(title)";
  const dropped = "DROP TABLE `task_search`";
  expect(destructiveStatements(`${dropped}; ${made}`)).toEqual([]);
  expect(destructiveStatements(`${made}; ${dropped}`)).toEqual([dropped]);
  expect(destructiveStatements(`${dropped}; CREATE TABLE task_search (title text)`)).toEqual([dropped]);
  expect(destructiveStatements(`DROP TABLE post_search; ${made}`)).toEqual(["DROP TABLE post_search"]);
  expect(destructiveStatements("DROP TABLE tasks; CREATE VIRTUAL TABLE tasks USING fts5(title)")).toEqual([
    "DROP TABLE tasks",
  ]);
});

describe("let through:", () => {
  test.each([
    "CREATE TABLE tasks (id text PRIMARY KEY, note text DEFAULT 'DROP TABLE tasks;')",
    "CREATE TABLE posts (body text DEFAULT 'it''s; DROP TABLE tasks;')",
    "CREATE UNIQUE INDEX IF NOT EXISTS tasks_by_due ON tasks (due_on)",
    "ALTER TABLE tasks ADD COLUMN done_at_ms integer",
    "ALTER TABLE `main`.`tasks` ADD `drop` text",
    'ALTER TABLE "DROP" ADD COLUMN rename text',
    "DROP INDEX tasks_by_created",
    "DROP TRIGGER tasks_keeps_org_id",
    "INSERT INTO tasks (id) VALUES ('-- '), ('/* '); UPDATE tasks SET title = 'x; DROP TABLE tasks' -- '",
    "-- DROP TABLE tasks;\nSELECT 1",
    "/* ALTER TABLE tasks DROP COLUMN due_on; -- */ SELECT 1",
    "SELECT 1 /* never closed; DROP TABLE tasks",
    "\uFEFF--> statement-breakpoint\n;;\n",
  ])("%s", (sql) => {
    expect(destructiveStatements(sql)).toEqual([]);
  });
});

describe("a trigger", () => {
  const trigger = `CREATE TRIGGER sweep AFTER UPDATE OF done ON tasks WHEN CASE NEW.done WHEN 1 THEN 1 ELSE 0 END
    BEGIN
      DELETE FROM reminders WHERE task_id = CASE WHEN NEW.done THEN NEW.id ELSE NULL END;
      INSERT OR REPLACE INTO log VALUES ('END; DROP TABLE tasks');
    END`;

  test("may delete in its body, which runs later", () => {
    expect(destructiveStatements(`${trigger};`)).toEqual([]);
    expect(destructiveStatements(trigger.replace("CREATE", "create temporary"))).toEqual([]);
  });

  test("does not hide the statement after it", () => {
    expect(destructiveStatements(`${trigger};\nDROP TABLE tasks;`)).toEqual(["DROP TABLE tasks"]);
    expect(destructiveStatements(`${trigger.replace("sweep", '"begin"')};DROP TABLE tasks`)).toEqual([
      "DROP TABLE tasks",
    ]);
  });
});

test("what drizzle-kit makes of a changed column is refused in each of its steps that destroys", () => {
  const rebuild = [
    "PRAGMA foreign_keys=OFF;--> statement-breakpoint",
    "CREATE TABLE `__new_tasks` (\n\t`id` text PRIMARY KEY NOT NULL\n);",
    "--> statement-breakpoint",
    'INSERT INTO `__new_tasks`("id") SELECT "id" FROM `tasks`;--> statement-breakpoint',
    "DROP TABLE `tasks`;--> statement-breakpoint",
    "ALTER TABLE `__new_tasks` RENAME TO `tasks`;--> statement-breakpoint",
    "PRAGMA foreign_keys=ON;",
  ].join("\n");
  expect(destructiveStatements(rebuild)).toEqual([
    "PRAGMA foreign_keys=OFF",
    "CREATE TABLE `__new_tasks` ( `id` text PRIMARY KEY NOT NULL )",
    "DROP TABLE `tasks`",
    "ALTER TABLE `__new_tasks` RENAME TO `tasks`",
    "PRAGMA foreign_keys=ON",
  ]);
});
