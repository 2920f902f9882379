import { readFileSync } from "node:fs";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { afterAll, beforeAll, expect, test } from "vitest";
import { unstable_splitSqlQuery } from "wrangler";

let miniflare: Miniflare;
let database: D1Database;
beforeAll(async () => {
  miniflare = new Miniflare(
    convertV4MiniflareOptions({
      cf: false,
      modules: true,
      script: "export default { fetch: () => new Response() }",
      d1Databases: { DB: "test" },
    }),
  );
  database = await miniflare.getD1Database("DB");
});
afterAll(() => miniflare.dispose());

async function apply(names: readonly string[]): Promise<void> {
  const statements = names.flatMap((name) =>
    unstable_splitSqlQuery(readFileSync(`migrations/${name}.sql`, "utf8")),
  );
  await database.batch(statements.map((sql) => database.prepare(sql)));
}

async function logged(seq: number, action: string, id: string) {
  const columns = "org_id, seq, actor_id, action, subject_kind, subject_id, details, at_ms";
  const sql = `insert into activity (${columns}) values ('org_old', ?, 'user_a', ?, 'task', ?, '{}', 1)`;
  await database.prepare(sql).bind(seq, action, id).run();
}

async function read(sql: string): Promise<unknown[]> {
  return (await database.prepare(sql).all()).results;
}

const KEPT = [
  "select * from organization_counters order by org_id",
  "select * from task_days order by org_id, day",
  "select * from task_search order by rowid",
];

test("what was there before is counted and found as what comes after", async () => {
  await apply(["0000_first", "0001_org_id_never_changes", "0002_kept_forms"]);
  const task = (id: string, status: string, day: number) =>
    database
      .prepare("insert into tasks values ('org_old', ?, ?, 'words', ?, null, null, 'user_a', ?, ?, 1)")
      .bind(id, `Task ${id}`, status, day * 86_400_000, (day + 1) * 86_400_000);
  const old = [task("a", "todo", 1), task("b", "done", 1), task("c", "in_progress", 2), task("d", "done", 1)];
  await database.batch([
    database.prepare("insert into organizations values ('org_empty', null, 'E', 1, 1, null)"),
    ...old,
  ]);
  await apply([
    "0003_the_product",
    "0004_kept_by_triggers",
    "0005_task_search",
    "0006_activity_pages",
    "0007_task_search_rows",
  ]);
  const backfilled = await Promise.all(KEPT.map(read));
  expect(backfilled[0]).toHaveLength(2);
  await database.batch([
    database.prepare("delete from tasks"),
    database.prepare("delete from task_days"),
    ...old,
  ]);
  expect(await Promise.all(KEPT.map(read))).toEqual(backfilled);
});

test("what was deleted before is marked in the log as what is deleted after", async () => {
  await logged(1, "task.edited", "gone");
  await logged(2, "task.edited", "kept");
  await logged(3, "task.deleted", "gone");
  await apply(["0008_activity_of_the_gone"]);
  await logged(4, "task.edited", "going");
  await logged(5, "task.edited", "kept");
  await logged(6, "task.deleted", "going");
  const marks = await read("select subject_id, subject_gone from activity order by seq");
  const [gone, kept, going] = [
    { subject_id: "gone", subject_gone: 1 },
    { subject_id: "kept", subject_gone: 0 },
    { subject_id: "going", subject_gone: 1 },
  ];
  expect(marks).toEqual([gone, kept, gone, going, kept, going]);
});
