import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { asDocumented } from "#test/support/api-document.ts";
import { apiHeaders, problemOf, write } from "#test/support/api.ts";
import { ACME, ADA, GLOBEX, MILO } from "#test/support/people.ts";
import type { Headers } from "#test/support/requests.ts";
import { startSite, type Site } from "#test/support/site.ts";
import { addTask, taskById } from "#test/support/tasks.ts";

let site: Site;
let ada: Headers;
let milo: Headers;
let task: string;
beforeAll(async () => {
  site = await asDocumented(await startSite());
  await loadTables(site.database, seedRows({ organizations: 2, tasks: 0 }), () => {});
  ada = await apiHeaders(site, { userId: ADA.id, orgId: ACME.id });
  milo = await apiHeaders(site, { userId: MILO.id, orgId: ACME.id });
  task = await addTask(site.database, { title: "Talked about" });
});
afterAll(() => site.dispose());

type Answered = { readonly status: number; readonly text: string };

async function answered(response: {
  readonly status: number;
  text: () => Promise<string>;
}): Promise<Answered> {
  return { status: response.status, text: await response.text() };
}

function times<Value>(count: number, work: (nth: number) => Promise<Value>): Promise<Value[]> {
  return Promise.all(Array.from({ length: count }, (_, nth) => work(nth)));
}

/** How many rows of an organization a table has with that text. */
async function rowsOf(sql: string): Promise<number> {
  return (await site.database.prepare(sql).first<number>("n")) ?? -1;
}

test("of a hundred changes to one task at once, each is stored or told that it came too late", async () => {
  const id = await addTask(site.database, { title: "Wanted by all" });
  const answers = await times(100, async (nth) => {
    const version = 1 + Math.floor(nth / 20);
    const body = { version, title: `Change ${nth}` };
    const person = nth % 2 === 0 ? ada : milo;
    return answered(await site.fetch(`/api/tasks/${id}`, write(site, person, { method: "PATCH", body })));
  });
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 409]));
  const stored = answers.filter(({ status }) => status === 200);
  expect((await taskById(site.database, id))?.version).toBe(1 + stored.length);
  // No two of them made the same version.
  expect(new Set(stored.map(({ text }) => text)).size).toBe(stored.length);
  const logged = `select count(*) as n from activity where subject_id = '${id}' and action = 'task.edited'`;
  expect(await rowsOf(logged)).toBe(stored.length);
});

const CREATED = [
  {
    what: "task",
    path: () => "/api/tasks",
    body: { title: "Once" },
    other: { title: "Twice" },
    counted: "tasks where title = 'Once'",
  },
  {
    what: "draft",
    path: () => "/api/posts",
    body: { title: "Once", body: "b" },
    other: { status: "published" },
    counted: "posts where title = 'Once'",
  },
  {
    what: "published post",
    path: () => "/api/posts",
    body: { title: "For all", body: "b", status: "published" },
    other: { body: "c" },
    counted: "posts where title = 'For all'",
  },
  {
    what: "comment",
    path: () => `/api/tasks/${task}/comments`,
    body: { body: "Once" },
    other: { body: "Twice" },
    counted: "task_comments where body = 'Once'",
  },
];

describe.each(CREATED)("a new $what under an Idempotency-Key", ({ what, path, body, other, counted }) => {
  const send = (key: string, sent: object, person = ada) =>
    site.fetch(
      path(),
      write(site, person, { method: "POST", body: sent, headers: { "idempotency-key": key } }),
    );

  test("sent fifty times at once is added once, and every answer is the same", async () => {
    const key = `fifty ${what}`.replaceAll(" ", "-");
    const answers = await times(50, async () => {
      const response = await send(key, body);
      return { ...(await answered(response)), location: response.headers.get("location") };
    });
    expect(answers[0]?.status).toBe(201);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await rowsOf(`select count(*) as n from ${counted}`)).toBe(1);
    expect(await problemOf(await send(key, { ...body, ...other }))).toEqual([422, "key_reused", true]);
    expect(await rowsOf(`select count(*) as n from ${counted}`)).toBe(1);
  });

  test.each(["two words", "k".repeat(129)])("is not added under %j, which is no key", async (key) => {
    expect(await problemOf(await send(key, body))).toEqual([400, "bad_request", true]);
  });
});

test("a key is one person's in one organization, and stands for one act", async () => {
  const headers = { "idempotency-key": "shared" };
  const globex = await apiHeaders(site, { userId: ADA.id, orgId: GLOBEX.id });
  const idOf = async (person: Headers) => {
    const init = write(site, person, { method: "POST", body: { title: "Shared" }, headers });
    return answered(await site.fetch("/api/tasks", init));
  };
  const answers = [await idOf(ada), await idOf(milo), await idOf(globex), await idOf(ada)];
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
  expect(new Set(answers.map(({ text }) => text)).size).toBe(3);
  expect(answers[3]).toEqual(answers[0]);
  const draft = { title: "Shared", body: "b" };
  const post = write(site, ada, { method: "POST", body: draft, headers });
  expect(await problemOf(await site.fetch("/api/posts", post))).toEqual([422, "key_reused", true]);
});

test("a request that was refused may come again under its key", async () => {
  const headers = { "idempotency-key": "second-try" };
  const send = (assignee: string | null) => {
    const body = { title: "Second try", assignee };
    return site.fetch("/api/tasks", write(site, ada, { method: "POST", body, headers }));
  };
  expect(await problemOf(await send("user_nobody"))).toEqual([422, "invalid", true]);
  expect((await send(null)).status).toBe(201);
});
