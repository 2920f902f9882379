import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { asDocumented } from "#test/support/api-document.ts";
import { apiHeaders, problemOf, write } from "#test/support/api.ts";
import { countsOf } from "#test/support/modules.ts";
import { ACME, ADA, GITA, GLOBEX, MILO } from "#test/support/people.ts";
import type { Headers } from "#test/support/requests.ts";
import { startSite, type Site } from "#test/support/site.ts";
import { addTask } from "#test/support/tasks.ts";

const TASKS = "/api/tasks";

let site: Site;
let ada: Headers;
let milo: Headers;
beforeAll(async () => {
  site = await asDocumented(await startSite({ counted: true }));
  await loadTables(site.database, seedRows({ organizations: 2, tasks: 240 }), () => {});
  ada = await apiHeaders(site, { userId: ADA.id, orgId: ACME.id });
  milo = await apiHeaders(site, { userId: MILO.id, orgId: ACME.id });
});
afterAll(() => site.dispose());

type Task = { readonly id: string; readonly title: string; readonly status: string };
type Page = { readonly tasks: readonly Task[]; readonly next: string | null };

async function pageOf(query: string): Promise<Page> {
  const response = await site.fetch(`${TASKS}${query}`, { headers: milo });
  expect(response.status).toBe(200);
  // As the document has it.
  return await response.json<Page>();
}

describe("the list of tasks", () => {
  test("is the organization's own, newest first, in pages that meet without a gap", async () => {
    const seen: unknown[] = [];
    let query = "";
    for (;;) {
      const { tasks, next } = await pageOf(query);
      seen.push(...tasks.map(({ id }) => id));
      if (next === null) break;
      query = `?after=${encodeURIComponent(next)}`;
    }
    const { results } = await site.database
      .prepare("select id from tasks where org_id = ? order by created_at_ms desc, id desc")
      .bind(ACME.id)
      .all<{ id: string }>();
    expect(seen).toEqual(results.map(({ id }) => id));
    expect(seen.length).toBeGreaterThan(100);
  });

  test("is filtered, sorted and searched, in one round trip and no more rows than it shows and a few", async () => {
    const word = "zebracrossing";
    await addTask(site.database, { title: `Paint the ${word}`, createdBy: MILO.id });
    await addTask(site.database, { orgId: GLOBEX.id, title: `Paint a ${word}`, createdBy: GITA.id });
    for (const query of ["", "?status=done&sort=due", "?assignee=nobody&sort=title", `?q=${word}`]) {
      const response = await site.fetch(`${TASKS}${query}`, { headers: milo });
      const { roundTrips, rowsRead } = countsOf(response.headers);
      expect([query, response.status, roundTrips]).toEqual([query, 200, 1]);
      expect(rowsRead, query).toBeLessThanOrEqual(70);
    }
    expect((await pageOf(`?q=${word}`)).tasks).toMatchObject([{ title: `Paint the ${word}` }]);
    const done = (await pageOf("?status=done&sort=title")).tasks;
    expect(new Set(done.map(({ status }) => status))).toEqual(new Set(["done"]));
    const titles = done.map(({ title }) => title.toLowerCase());
    expect(titles).toEqual(titles.toSorted((a, b) => (a < b ? -1 : Number(a > b))));
  });

  test.each([
    ["?status=all", 422],
    ["?sort=random", 422],
    ["?assignee=me", 422],
    [`?q=${"w".repeat(101)}`, 422],
    ["?after=nowhere", 422],
    ["?limit=1000", 422],
    ["?org=org_globex", 422],
    ["?status=done&status=todo", 400],
    ["?organization=acme", 200],
  ])("of %s is answered %i", async (query, status) => {
    expect((await site.fetch(`${TASKS}${query}`, { headers: milo })).status).toBe(status);
  });
});

describe("comments on a task", () => {
  test("are added by any member and read in order", async () => {
    const path = `${TASKS}/${await addTask(site.database, { title: "Talk" })}/comments`;
    for (const body of ["First.", "Second."]) {
      const added = await site.fetch(path, write(site, ada, { method: "POST", body: { body } }));
      expect(added.status).toBe(201);
      expect(countsOf(added.headers).roundTrips).toBe(1);
    }
    const response = await site.fetch(path, { headers: milo });
    expect(countsOf(response.headers).roundTrips).toBe(1);
    expect(await response.json()).toMatchObject({
      comments: [
        { author: ADA.id, body: "First." },
        { author: ADA.id, body: "Second." },
      ],
      next: null,
    });
    for (const body of [{}, { body: " " }, { body: "b".repeat(4001) }, { body: "b", taskId: "x" }]) {
      expect(await problemOf(await site.fetch(path, write(site, ada, { method: "POST", body })))).toEqual([
        422,
        "invalid",
        true,
      ]);
    }
    expect(await problemOf(await site.fetch(`${path}?after=x`, { headers: milo }))).toEqual([
      422,
      "invalid",
      true,
    ]);
  });
});
