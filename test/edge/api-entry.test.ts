import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ACCESS, accessTo } from "#src/auth/access.ts";
import { newTaskId } from "#src/lib/ids.ts";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { asDocumented } from "#test/support/api-document.ts";
import { apiHeaders, FETCH, problemOf, write } from "#test/support/api.ts";
import { ACME, ADA, GLOBEX, NORA } from "#test/support/people.ts";
import type { Headers } from "#test/support/requests.ts";
import { startSite, type Site } from "#test/support/site.ts";

/** Every cell of the table of access that is about the API. */
const CELLS = Object.keys(ACCESS)
  .filter((route) => route.startsWith("/api/"))
  .flatMap((route) =>
    Object.entries(accessTo(route) ?? {}).map(([method, { who }]) => ({ route, method, who })),
  );
const KEPT = CELLS.filter(({ who }) => who !== "anyone");
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];

let site: Site;
let ada: Headers;
let before: string;
beforeAll(async () => {
  site = await asDocumented(await startSite());
  await loadTables(site.database, seedRows({ organizations: 2, tasks: 3 }), () => {});
  ada = await apiHeaders(site, { userId: ADA.id, orgId: ACME.id });
  before = await everything();
});
afterAll(() => site.dispose());

async function everything(): Promise<string> {
  const tables = ["tasks", "task_comments", "posts", "activity", "idempotency_keys"];
  const read = tables.map((table) => site.database.prepare(`select * from ${table}`));
  return JSON.stringify((await site.database.batch(read)).map(({ results }) => results));
}

type Asked = { readonly route: string; readonly method: string };

function ask({ route, method }: Asked, person: Headers, query = "") {
  const path = `${route.replaceAll(/\[\w+\]/g, newTaskId())}${query}`;
  if (method === "GET") return site.fetch(path, { headers: person });
  return site.fetch(path, write(site, person, { method, ...(method !== "DELETE" && { body: {} }) }));
}

test("the table has cells to go by", () => {
  expect(KEPT.length).toBeGreaterThan(15);
});

describe.each(KEPT)("$method $route", (cell) => {
  test("is not for nobody, nor for who is not in yet", async () => {
    const pending = await apiHeaders(site, { userId: NORA.id, orgId: null, status: "pending" });
    expect(await problemOf(await ask(cell, FETCH))).toEqual([401, "unauthenticated", true]);
    expect(await problemOf(await ask(cell, pending))).toEqual([401, "session_pending", true]);
  });

  test("is not done for another organization than is expected, foreign or absent alike", async () => {
    for (const name of ["globex", GLOBEX.id, "nowhere", "ACME"]) {
      const byHeader = await ask(cell, { ...ada, "expected-organization": name });
      const byAddress = await ask(cell, ada, `?organization=${name}`);
      for (const answer of [byHeader, byAddress]) {
        expect(await problemOf(answer)).toEqual([409, "wrong_organization", true]);
      }
    }
    const nora = await apiHeaders(site, { userId: NORA.id, orgId: null });
    const [status, code] = await problemOf(await ask(cell, nora));
    if (cell.who === "member") expect([status, code]).toEqual([400, "no_active_org"]);
    else expect(status).toBe(200);
    expect(await everything()).toBe(before);
  });
});

test.each([...new Set(CELLS.map(({ route }) => route))])(
  "%s names the methods that it serves",
  async (route) => {
    const served = Object.keys(accessTo(route) ?? {});
    const named = served.flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method])).join(", ");
    for (const method of METHODS.filter((each) => !served.includes(each))) {
      const response = await ask({ route, method }, ada);
      expect(response.headers.get("allow")).toBe(named);
      expect(await problemOf(response)).toEqual([405, "method_not_allowed", true]);
    }
  },
);
