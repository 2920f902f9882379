import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { asDocumented } from "#test/support/api-document.ts";
import { apiHeaders, problemOf, write } from "#test/support/api.ts";
import { ACME, ADA } from "#test/support/people.ts";
import type { Headers } from "#test/support/requests.ts";
import { startSite, type Site } from "#test/support/site.ts";
import { addTask, allTasks } from "#test/support/tasks.ts";

const TITLE = JSON.stringify({ title: "t" });
const deep = (depth: number) => `{"title":${"[".repeat(depth)}${"]".repeat(depth)}}`;

let site: Site;
let ada: Headers;
let before: string;
beforeAll(async () => {
  site = await asDocumented(await startSite());
  await loadTables(site.database, seedRows({ organizations: 2, tasks: 3 }), () => {});
  ada = await apiHeaders(site, { userId: ADA.id, orgId: ACME.id });
  before = await allTasks(site.database);
});
afterAll(() => site.dispose());

async function answerTo(body: string | Uint8Array<ArrayBuffer>, headers: Headers = {}) {
  const init = write(site, ada, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
  });
  return problemOf(await site.fetch("/api/tasks", { ...init, body }));
}

describe("a body", () => {
  test.each([
    "text/plain",
    "text/html",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/json; charset=utf-16",
    "application/jsonp",
    "application/problem+json",
    "text/plain; application/json",
  ])("of the type %s is not read", async (type) => {
    expect(await answerTo(TITLE, { "content-type": type })).toEqual([415, "unsupported_type", true]);
  });

  test("that is compressed, or of no type, is not read", async () => {
    const zipped = gzipSync(TITLE);
    expect(await answerTo(zipped, { "content-encoding": "gzip" })).toEqual([415, "unsupported_type", true]);
    const init = write(site, ada, { method: "POST" });
    const untyped = await site.fetch("/api/tasks", { ...init, body: Buffer.from(TITLE) });
    expect(await problemOf(untyped)).toEqual([415, "unsupported_type", true]);
  });

  test.each([
    ["nothing", ""],
    ["no JSON", "title=t"],
    ["half of it", '{"title":'],
    ["a list", '[{"title":"t"}]'],
    ["a word", '"t"'],
    ["null", "null"],
    ["a field twice", '{"title":"t","title":"u"}'],
    ["a field twice, once in escapes", String.raw`{"title":"t","\u0074itle":"u"}`],
    ["two values", `${TITLE}${TITLE}`],
    ["a comment", `${TITLE} // t`],
    ["too many levels", deep(17)],
    ["a hundred thousand levels", deep(100_000)],
    ["levels that never end", "[".repeat(200_000)],
    ["a string that never ends", `{"title":"${"t".repeat(200_000)}`],
    ["no UTF-8", Uint8Array.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
  ])("that is %s cannot be read", async (_, body) => {
    expect(await answerTo(body)).toEqual([400, "bad_request", true]);
  });

  test("that is longer than anything here is not taken", async () => {
    const long = JSON.stringify({ title: "t", description: "d".repeat(300 * 1024) });
    expect(await answerTo(long)).toEqual([413, "too_large", true]);
    const { id } = { id: await addTask(site.database, { title: "Stays" }) };
    const init = write(site, ada, { method: "PATCH", body: long });
    expect(await problemOf(await site.fetch(`/api/tasks/${id}`, init))).toEqual([413, "too_large", true]);
    await site.database.prepare("delete from tasks where id = ?").bind(id).run();
  });

  test("that was refused changed nothing, and cost no error", async () => {
    expect(await allTasks(site.database)).toBe(before);
    expect(site.log).toEqual([]);
  });

  test("in another spelling of the type, with a mark of its bytes' order, is read", async () => {
    for (const type of [
      "application/json",
      "Application/JSON; charset=UTF-8",
      'application/json;charset="utf-8"',
    ]) {
      const init = write(site, ada, { method: "POST", headers: { "content-type": type } });
      const response = await site.fetch("/api/tasks", { ...init, body: `\ufeff${TITLE}` });
      expect(response.status, type).toBe(201);
    }
  });
});

describe("who changes something", () => {
  const ROUTES = [
    ["POST", "/api/tasks"],
    ["PATCH", "/api/tasks/x"],
    ["DELETE", "/api/posts/x?version=1"],
    ["POST", "/api/reports/tasks"],
  ] as const;
  const JSON_TYPE = { "content-type": "application/json" };

  test.each<[string, Headers]>([
    ["nothing about it", {}],
    ["another site", { origin: "https://evil.example" }],
    ["a sibling", { origin: "https://evil.app.example.com", "sec-fetch-site": "same-site" }],
    ["no origin that can be named", { origin: "null" }],
    [
      "this site, which its browser denies",
      { origin: "https://app.example.com", "sec-fetch-site": "cross-site" },
    ],
  ])("with cookies has to come from this site, and comes from %s", async (_, from) => {
    for (const [method, path] of ROUTES) {
      const response = await site.fetch(path, { method, headers: { ...ada, ...JSON_TYPE, ...from } });
      expect(await problemOf(response)).toEqual([403, "cross_site", true]);
    }
  });

  test("with a token of its own and no cookies need not say where it comes from", async () => {
    const { token } = await site.clerk.sessionFor({ userId: ADA.id, orgId: ACME.id });
    const bearer = { authorization: `Bearer ${token}`, ...JSON_TYPE };
    const added = await site.fetch("/api/tasks", { method: "POST", headers: bearer, body: TITLE });
    // As the document has it.
    const { id } = await added.json<{ id: string }>();
    expect(added.status).toBe(201);
    const path = `/api/tasks/${id}`;
    const body = JSON.stringify({ version: 1, title: "u" });
    expect((await site.fetch(path, { method: "PATCH", headers: bearer, body })).status).toBe(200);
    const { "content-type": _, ...bare } = bearer;
    expect((await site.fetch(`${path}?version=2`, { method: "DELETE", headers: bare })).status).toBe(204);
    for (const from of [
      { origin: "https://evil.example" },
      { "sec-fetch-site": "cross-site" },
      { cookie: ada["cookie"] ?? "" },
      { cookie: "a=1" },
    ]) {
      const init = { method: "POST", headers: { ...bearer, ...from }, body: TITLE };
      expect(await problemOf(await site.fetch("/api/tasks", init))).toEqual([403, "cross_site", true]);
    }
  });

  test("with a token that is none is nobody", async () => {
    const init = { method: "POST", body: TITLE };
    for (const authorization of ["Bearer none", "Basic YTpi", "Bearer"]) {
      const response = await site.fetch("/api/tasks", { ...init, headers: { ...JSON_TYPE, authorization } });
      expect(await problemOf(response)).toEqual([401, "unauthenticated", true]);
    }
    const response = await site.fetch("/", { ...init, headers: { authorization: "Bearer a.b.c" } });
    expect(response.status).toBe(403);
  });
});
