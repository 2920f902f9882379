import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newPostId } from "#src/lib/ids.ts";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { asDocumented } from "#test/support/api-document.ts";
import { apiHeaders, FETCH, problemOf, sameBytes, write } from "#test/support/api.ts";
import { countsOf } from "#test/support/modules.ts";
import { ACME, ADA, GITA, GLOBEX, HUGO, MILO, NORA } from "#test/support/people.ts";
import type { Headers } from "#test/support/requests.ts";
import { startSite, type Site } from "#test/support/site.ts";

const POSTS = "/api/posts";
const DRAFT = { title: "News", body: "All is well." };

let site: Site;
let ada: Headers;
let milo: Headers;
beforeAll(async () => {
  site = await asDocumented(await startSite({ counted: true }));
  await loadTables(site.database, seedRows({ organizations: 2, tasks: 24 }), () => {});
  ada = await apiHeaders(site, { userId: ADA.id, orgId: ACME.id });
  milo = await apiHeaders(site, { userId: MILO.id, orgId: ACME.id });
});
afterAll(() => site.dispose());

const send = (person: Headers, method: string, path: string, body?: unknown) =>
  site.fetch(path, write(site, person, { method, body }));

/** The answer's status and its body, which the document describes. */
async function read(path: string, person: Headers) {
  const response = await site.fetch(path, { headers: person });
  return {
    status: response.status,
    headers: response.headers,
    body: { ...JSON.parse(await response.text()) },
  };
}

async function add(person: Headers, post: object): Promise<string> {
  const response = await send(person, "POST", POSTS, post);
  expect(response.status).toBe(201);
  // As the document has it.
  return (await response.json<{ id: string }>()).id;
}

async function allPosts(): Promise<string> {
  return JSON.stringify((await site.database.prepare("select * from posts order by id").all()).results);
}

describe("a post", () => {
  test("is published by an admin in one request", async () => {
    const response = await send(ada, "POST", POSTS, { ...DRAFT, status: "published" });
    // As the document has it.
    const { id } = await response.json<{ id: string }>();
    expect([response.status, response.headers.get("location")]).toEqual([201, `${POSTS}/${id}`]);
    expect(countsOf(response.headers).roundTrips).toBe(2);
    const { body, headers } = await read(`${POSTS}/${id}`, milo);
    expect(body).toMatchObject({ ...DRAFT, status: "published", pinned: false, author: ADA.id, version: 1 });
    expect(body.publishedAt).toBe(body.createdAt);
    expect(countsOf(headers).roundTrips).toBe(1);
    const { body: log } = await read("/api/activity?kind=post", milo);
    expect(log.deeds[0]).toMatchObject({ action: "post.published", subject: { id, title: DRAFT.title } });
  });

  test("is refused in the order of who is asking: 401, 400, 403, and then 201", async () => {
    const published = { ...DRAFT, status: "published" };
    const nora = await apiHeaders(site, { userId: NORA.id, orgId: null });
    const before = await allPosts();
    for (const [person, status, code] of [
      [FETCH, 401, "unauthenticated"],
      [nora, 400, "no_active_org"],
      [milo, 403, "forbidden"],
    ] as const) {
      expect(await problemOf(await send(person, "POST", POSTS, published))).toEqual([status, code, true]);
    }
    expect(await allPosts()).toBe(before);
    expect((await send(ada, "POST", POSTS, published)).status).toBe(201);
  });

  test("is drafted by any member, and seen by them and by who publishes", async () => {
    const id = await add(milo, { ...DRAFT, title: "Not yet" });
    const path = `${POSTS}/${id}`;
    expect((await read(path, milo)).body).toMatchObject({ status: "draft", publishedAt: null });
    expect((await read(path, ada)).status).toBe(200);
    const own = await add(ada, { ...DRAFT, title: "Ada's alone" });
    expect((await read(`${POSTS}/${own}`, milo)).status).toBe(404);
    const drafts = await read(`${POSTS}?status=draft`, milo);
    expect(drafts.body.posts.map((post: { author: string }) => post.author)).toContain(MILO.id);
    expect(drafts.body.posts.every((post: { author: string }) => post.author === MILO.id)).toBe(true);
    expect(JSON.stringify((await read("/api/activity", milo)).body)).not.toContain("Ada's alone");
  });

  test("is edited, published, pinned, taken back and deleted, each in the version that was seen", async () => {
    const id = await add(milo, DRAFT);
    const path = `${POSTS}/${id}`;
    const steps: [Headers, object][] = [
      [milo, { version: 1, title: "Good news" }],
      [ada, { version: 2, status: "published" }],
      [ada, { version: 3, pinned: true }],
      [ada, { version: 4, pinned: false }],
      [ada, { version: 5, body: "All is very well." }],
      [ada, { version: 6, status: "draft" }],
    ];
    for (const [nth, [person, body]] of steps.entries()) {
      const response = await send(person, "PATCH", path, body);
      expect(await response.json()).toEqual({ id, version: nth + 2 });
      expect(countsOf(response.headers).roundTrips).toBe(3);
    }
    expect((await read(path, milo)).body).toMatchObject({ title: "Good news", body: "All is very well." });
    expect(await problemOf(await send(milo, "DELETE", `${path}?version=1`))).toEqual([409, "stale", true]);
    expect((await send(milo, "DELETE", `${path}?version=7`)).status).toBe(204);
    expect((await read(path, milo)).status).toBe(404);
  });

  test.each<[object, number, string]>([
    [{ version: 1, status: "published" }, 403, "forbidden"],
    [{ version: 1, pinned: true }, 403, "forbidden"],
    [{ version: 2, title: "t" }, 409, "stale"],
    [{ version: 1 }, 422, "invalid"],
    [{ version: 1, pinned: 1 }, 422, "invalid"],
    [{ version: 1, title: "t", status: "draft" }, 422, "invalid"],
    [{ version: 1, authorId: ADA.id }, 422, "invalid"],
    [{ version: 1, body: "b".repeat(20_001) }, 422, "invalid"],
  ])("of a member is not changed by their %j", async (body, status, code) => {
    const path = `${POSTS}/${await add(milo, DRAFT)}`;
    expect(await problemOf(await send(milo, "PATCH", path, body))).toEqual([status, code, true]);
    expect((await read(path, milo)).body).toMatchObject({ ...DRAFT, version: 1, status: "draft" });
  });

  test("is once published for who publishes to change", async () => {
    const path = `${POSTS}/${await add(ada, { ...DRAFT, status: "published" })}`;
    for (const [method, tail, body] of [
      ["PATCH", "", { version: 1, title: "t" }],
      ["DELETE", "?version=1", undefined],
    ] as const) {
      expect(await problemOf(await send(milo, method, `${path}${tail}`, body))).toEqual([
        403,
        "forbidden",
        true,
      ]);
    }
    expect(await problemOf(await send(ada, "PATCH", path, { version: 1, status: "published" }))).toEqual([
      409,
      "stale",
      true,
    ]);
  });

  test("of another organization is as one that is not there, whatever is asked of it", async () => {
    const hugo = await apiHeaders(site, { userId: HUGO.id, orgId: GLOBEX.id });
    const gita = await apiHeaders(site, { userId: GITA.id, orgId: GLOBEX.id });
    const foreign = [
      await add(hugo, { ...DRAFT, title: "Secret", status: "published" }),
      await add(gita, { ...DRAFT, title: "Secret draft" }),
    ];
    const requests: [method: string, tail: string, body?: unknown][] = [
      ["GET", ""],
      ["PATCH", "", { version: 1, title: "Mine" }],
      ["PATCH", "", { version: 1, status: "published" }],
      ["PATCH", "", { version: 1, pinned: true }],
      ["DELETE", "?version=1"],
    ];
    const before = await allPosts();
    for (const [person, status] of [
      [ada, /^404 /],
      [milo, /^40[34] /],
    ] as const) {
      for (const [method, tail, body] of requests) {
        const init = method === "GET" ? { headers: person } : write(site, person, { method, body });
        const ofAbsent = await sameBytes(await site.fetch(`${POSTS}/${newPostId()}${tail}`, init));
        expect(ofAbsent).toMatch(status);
        for (const id of foreign) {
          expect(await sameBytes(await site.fetch(`${POSTS}/${id}${tail}`, init))).toBe(ofAbsent);
        }
      }
      for (const query of ["", "?status=draft"]) {
        expect(JSON.stringify((await read(`${POSTS}${query}`, person)).body)).not.toContain("Secret");
      }
    }
    expect(await allPosts()).toBe(before);
  });
});

describe("the list of posts", () => {
  test("comes in pages that meet without a gap, each in one round trip", async () => {
    for (let nth = 0; nth < 25; nth += 1) await add(ada, { ...DRAFT, status: "published" });
    const seen: string[] = [];
    for (let next: string | null = ""; next !== null;) {
      const { body, headers } = await read(`${POSTS}?after=${next}`.replace(/\?after=$/, ""), milo);
      expect(countsOf(headers).roundTrips).toBe(1);
      seen.push(...body.posts.map(({ id }: { id: string }) => id));
      next = body.next;
    }
    const { results } = await site.database
      .prepare("select id from posts where org_id = ? and status = 'published'")
      .bind(ACME.id)
      .all<{ id: string }>();
    expect(seen.toSorted()).toEqual(results.map(({ id }) => id).toSorted());
    expect(new Set(seen).size).toBe(seen.length);
  });

  test.each([
    ["?status=archived", 422],
    ["?after=x", 422],
    ["?author=x", 422],
    ["?after=x&after=y", 400],
    ["?organization=globex", 409],
  ])("of %s is answered %i", async (query, status) => {
    expect((await read(`${POSTS}${query}`, milo)).status).toBe(status);
  });
});
