import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { asDocumented } from "#test/support/api-document.ts";
import { apiHeaders, FETCH, problemOf, write } from "#test/support/api.ts";
import { countsOf } from "#test/support/modules.ts";
import { ACME, ADA, GITA, GLOBEX, MILO, NORA } from "#test/support/people.ts";
import type { Headers } from "#test/support/requests.ts";
import { startSite, type Site } from "#test/support/site.ts";
import { addTask } from "#test/support/tasks.ts";

const READ = ["/api/reports", "/api/activity"];
const EXPORTED = ["/api/reports/tasks", "/api/reports/activity"];
const FORMULA = '=HYPERLINK("https://evil.example")';

let site: Site;
let ada: Headers;
let milo: Headers;
beforeAll(async () => {
  site = await asDocumented(await startSite({ counted: true }));
  await loadTables(site.database, seedRows({ organizations: 2, tasks: 1300 }), () => {});
  await addTask(site.database, { title: FORMULA });
  await addTask(site.database, { title: "Secret", orgId: GLOBEX.id, createdBy: GITA.id });
  ada = await apiHeaders(site, { userId: ADA.id, orgId: ACME.id });
  milo = await apiHeaders(site, { userId: MILO.id, orgId: ACME.id });
});
afterAll(() => site.dispose());

const post = (path: string, person: Headers) => site.fetch(path, write(site, person, { method: "POST" }));

async function numberOf(table: "activity" | "tasks", orgId: string): Promise<number> {
  const counted = site.database.prepare(`select count(*) as n from ${table} where org_id = ?`).bind(orgId);
  return (await counted.first<number>("n")) ?? 0;
}

describe("reports", () => {
  test("give any member the organization's figures in one round trip", async () => {
    const response = await site.fetch("/api/reports", { headers: milo });
    expect(countsOf(response.headers).roundTrips).toBe(1);
    // As the document has it.
    const { tasks, days } = await response.json<{
      tasks: Record<string, number>;
      days: readonly { added: number }[];
    }>();
    expect(Object.values(tasks).reduce((sum, count) => sum + count)).toBe(await numberOf("tasks", ACME.id));
    expect([days.length, days.at(-1)?.added]).toEqual([30, expect.toSatisfy((added: number) => added > 0)]);
  });

  test("are exported by who may, a line each, and nothing of another organization", async () => {
    const response = await post("/api/reports/tasks", ada);
    expect(response.headers.get("content-type")).toContain("application/x-ndjson");
    expect(response.headers.get("content-disposition")).toMatch(/^attachment; filename=.*acme-tasks-/);
    expect(response.headers.get("cross-origin-resource-policy")).toBe("same-origin");
    const lines = (await response.text()).trimEnd().split("\n");
    const rows = lines.map((line): { title: string; createdBy: string } => JSON.parse(line));
    expect(rows).toHaveLength(await numberOf("tasks", ACME.id));
    expect(rows.some(({ title }) => title === FORMULA)).toBe(true);
    expect(rows.some(({ title, createdBy }) => title === "Secret" || createdBy === GITA.id)).toBe(false);
  });

  test("are defused in a file that a spreadsheet opens", async () => {
    const csv = await (await post("/api/reports/tasks?format=csv", ada)).text();
    const [names, ...lines] = csv.trimEnd().split("\r\n");
    expect(names).toMatch(/^"id","title",/);
    expect(csv).toContain(`,"'${FORMULA.replaceAll('"', '""')}",`);
    expect(lines.length).toBeGreaterThanOrEqual(await numberOf("tasks", ACME.id));
  });

  test("are written down when somebody takes them, at the end of the log itself", async () => {
    const before = await numberOf("activity", ACME.id);
    const response = await post("/api/reports/activity?format=csv", ada);
    expect(response.headers.get("content-type")).toContain("text/csv");
    const lines = (await response.text()).trimEnd().split("\r\n");
    expect(lines).toHaveLength(before + 2);
    expect(lines.at(-1)).toContain('"report.exported"');
  });

  test("are not exported for a member, nor by an address that is merely opened", async () => {
    const before = await numberOf("activity", ACME.id);
    for (const path of EXPORTED) {
      expect(await problemOf(await post(path, milo))).toEqual([403, "forbidden", true]);
      for (const method of ["GET", "HEAD"]) {
        const response = await site.fetch(path, { method, headers: ada });
        expect([response.status, response.headers.get("allow")]).toEqual([405, "POST"]);
      }
      expect(await problemOf(await post(`${path}?format=xlsx`, ada))).toEqual([422, "invalid", true]);
    }
    expect(await numberOf("activity", ACME.id)).toBe(before);
  });
});

describe("the log", () => {
  type Page = {
    readonly deeds: readonly { readonly seq: number; readonly actor: string; readonly action: string }[];
    readonly next: string | null;
  };
  // As the document has it.
  const read = async (query: string) =>
    await (await site.fetch(`/api/activity${query}`, { headers: milo })).json<Page>();

  test("comes newest first, in pages that meet without a gap", async () => {
    const seen: number[] = [];
    for (let next: string | null = ""; next !== null;) {
      const page: Page = await read(next === "" ? "" : `?after=${next}`);
      seen.push(...page.deeds.map(({ seq }) => seq));
      next = page.next;
    }
    const length = await numberOf("activity", ACME.id);
    expect(seen).toEqual(Array.from({ length }, (_, nth) => length - nth));
  });

  test("is narrowed to one person or to one kind of thing, in one round trip", async () => {
    const { deeds } = await read(`?actor=${ADA.id}`);
    expect(new Set(deeds.map(({ actor }) => actor))).toEqual(new Set([ADA.id]));
    const both = await read(`?actor=${ADA.id}&kind=post`);
    expect(both.deeds.length).toBeGreaterThan(0);
    expect(both.deeds.filter(({ actor, action }) => actor !== ADA.id || !action.startsWith("post."))).toEqual(
      [],
    );
    expect((await read("?kind=post")).deeds.some(({ actor }) => actor !== ADA.id)).toBe(true);
    const response = await site.fetch("/api/activity?kind=task", { headers: milo });
    expect(countsOf(response.headers).roundTrips).toBe(1);
    // Somebody of another organization has done nothing here, as nobody has.
    expect(await read(`?actor=${GITA.id}`)).toEqual(await read("?actor=user_nobody"));
  });

  test.each(["?kind=person", "?actor=x", "?after=x", "?before=1"])("refuses %s", async (query) => {
    const refused = await site.fetch(`/api/activity${query}`, { headers: milo });
    expect(await problemOf(refused)).toEqual([422, "invalid", true]);
  });
});

test("reports and the log are for members", async () => {
  const nora = await apiHeaders(site, { userId: NORA.id, orgId: null });
  for (const [person, status, code] of [
    [FETCH, 401, "unauthenticated"],
    [nora, 400, "no_active_org"],
    [{ ...ada, "expected-organization": "globex" }, 409, "wrong_organization"],
  ] as const) {
    for (const path of READ) {
      expect(await problemOf(await site.fetch(path, { headers: person }))).toEqual([status, code, true]);
    }
    for (const path of EXPORTED) {
      expect(await problemOf(await post(path, person))).toEqual([status, code, true]);
    }
  }
});
