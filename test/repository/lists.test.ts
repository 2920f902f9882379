import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Database } from "#src/db/database.ts";
import { TenantScope } from "#src/db/tenant-scope.ts";
import { ROWS_PER_CHUNK } from "#src/features/export/organization-rows-repository.ts";
import { taskListRepository } from "#src/features/tasks/task-list-repository.ts";
import { TASKS_PER_PAGE } from "#src/features/tasks/task.ts";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { everyRepository, everyStatement, type Walk } from "./statements.ts";
import { orgIdOf } from "#test/support/actors.ts";
import { startLocalD1, type LocalD1 } from "#test/support/local-d1.ts";
import { ACME } from "#test/support/people.ts";
import { planOf, watch, type Asked } from "#test/support/watched-d1.ts";

const ORGANIZATIONS = 300;
const TASKS = 100_000;
const SEEDING_MS = 300_000;

let local: LocalD1;
let walk: Walk;
beforeAll(async () => {
  local = await startLocalD1();
  await loadTables(local.database, seedRows({ organizations: ORGANIZATIONS, tasks: TASKS }), () => {});
  walk = everyStatement(scopeOfAcme());
}, SEEDING_MS);
afterAll(() => local.dispose());

function scopeOfAcme(connection = watch(local.database).connection) {
  return new TenantScope(orgIdOf(ACME.id), new Database(connection));
}

function named(isAsked: (asked: Asked) => boolean) {
  return Object.entries(walk).flatMap(([repository, methods]) =>
    Object.entries(methods).flatMap(([method, statements]) =>
      statements.filter(isAsked).map((asked, nth) => ({ name: `${repository}.${method} ${nth + 1}`, asked })),
    ),
  );
}

describe("every statement of the product", () => {
  test("is walked here: no repository and none of its methods is left out", async () => {
    const methods = Object.fromEntries(
      Object.entries(walk).map(([repository, statements]) => [repository, Object.keys(statements)]),
    );
    expect(methods).toEqual(await everyRepository(scopeOfAcme()));
  });

  test("names its organization, exactly", () => {
    for (const { name, asked } of named(() => true)) {
      expect(asked.sql, name).toMatch(/"org_id" = \?|insert into "\w+" \("org_id"/);
      expect(asked.params, name).toContain(ACME.id);
    }
  });

  test("that reads comes from an index led by org_id, without a scan or a sort", async () => {
    const reading = named(({ sql }) => sql.startsWith("select"));
    expect(reading.length).toBeGreaterThan(100);
    for (const { name, asked } of reading) {
      const plan = await planOf(local.database, asked);
      const text = `${name}: ${asked.sql}\n${plan.join("\n")}`;
      for (const line of plan) expect(line, text).toMatch(isByOrganization(line));
    }
  });

  test("that changes or deletes finds its rows so, too", async () => {
    for (const { name, asked } of named(({ sql }) => /^(update|delete)/.test(sql))) {
      const [first] = await planOf(local.database, asked);
      expect(first, `${name}: ${asked.sql}`).toMatch(/^SEARCH \w+ USING .*INDEX \w+ \(org_id=\?/);
    }
  });
});

/** The one step that is none: FTS5's own index, in the order of its rows; people are found by a member's id. */
function isByOrganization(line: string): RegExp {
  if (line.includes("VIRTUAL TABLE")) return /^SCAN task_search VIRTUAL TABLE INDEX \d+:[<>=]*M\d+/;
  if (line.includes("people")) return /^SEARCH people USING INDEX \w+ \(id=\?\)$/;
  return /^SEARCH \w+ USING (COVERING )?INDEX \w+ \(org_id=\?/;
}

async function cost(statement: (lists: ReturnType<typeof taskListRepository>) => Asked) {
  const { connection, seen } = watch(local.database);
  const scope = scopeOfAcme(connection);
  const [rows] = await scope.batch([statement(taskListRepository(scope))]);
  return { rows: rows.length, read: seen().rowsRead };
}

describe(`among ${TASKS} tasks of ${ORGANIZATIONS} organizations`, () => {
  test("a page of any list reads no more than it shows and a few", async () => {
    // An export's chunk is ten pages.
    const pages = named(({ sql, params }) => sql.startsWith("select") && params.at(-1) !== ROWS_PER_CHUNK);
    for (const { name, asked } of pages) {
      const { connection, seen } = watch(local.database);
      await scopeOfAcme(connection).batch([asked]);
      expect(seen().rowsRead, `${name}: ${asked.sql}`).toBeLessThanOrEqual(TASKS_PER_PAGE + 20);
    }
  });

  test("a search reads one row for each task that it shows, and no more", async () => {
    const searches = {
      "a word that every twelfth task has": ["review"],
      "two words": ["quarterly", "review"],
      "the beginning of a word": ["quart"],
      "a word of every task": ["for"],
      "a word that no task has": ["zebra"],
      "one task": ["review", "20"],
    };
    for (const [name, words] of Object.entries(searches)) {
      const any = await cost((lists) => lists.search({ status: null, assignee: null }, words, null));
      const done = await cost((lists) => lists.search({ status: "done", assignee: null }, words, null));
      for (const { read, rows } of [any, done]) expect(read, name).toBeLessThanOrEqual(rows);
      expect(any.rows).toBeLessThanOrEqual(TASKS_PER_PAGE + 1);
    }
  });
});
