import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { EXPORT_CHUNK } from "#src/features/reports/report.ts";
import { CANARIES, plantCanaries } from "#test/support/canaries.ts";
import { ACME, ADA, GLOBEX, HUGO, MILO } from "#test/support/people.ts";
import { asPerson, postForm, type Headers } from "#test/support/requests.ts";
import { startSite, type Site } from "#test/support/site.ts";
import { addTask } from "#test/support/tasks.ts";

const TASKS = 10 * EXPORT_CHUNK;
const EXPORTS = [
  { path: "/orgs/acme/reports", file: "tasks", logged: "Tasks" },
  { path: "/orgs/acme/activity", file: "activity", logged: "Activity" },
  { path: "/admin", file: "everything", logged: "Everything", isNdjsonAlone: true },
];

let site: Site;
let ada: Headers;
let milo: Headers;

beforeAll(async () => {
  site = await startSite();
  // Two organizations share the tasks.
  await loadTables(site.database, seedRows({ organizations: 2, tasks: 2 * TASKS }), () => {});
  await plantCanaries(site.database);
  ada = await asPerson(site, { userId: ADA.id, orgId: ACME.id });
  milo = await asPerson(site, { userId: MILO.id, orgId: ACME.id });
});
afterAll(() => site.dispose());

function form(path: string, headers: Headers, fields: Headers) {
  return postForm(site, path, { headers, fields: { org: ACME.id, ...fields } });
}

async function loggedExports(): Promise<number> {
  const sql = "select count(*) as count from activity where action = 'report.exported'";
  return (await site.database.prepare(sql).first<{ count: number }>())?.count ?? 0;
}

const linesOf = (text: string) => text.split("\n").filter((line) => line !== "");

describe.each(EXPORTS)("the export of $file", ({ path, file, logged, isNdjsonAlone = false }) => {
  const types = [
    ["csv", "text/csv; charset=utf-8; header=present"],
    ["ndjson", "application/x-ndjson; charset=utf-8"],
  ] as const;

  test.each(isNdjsonAlone ? types.slice(1) : types)(
    "as %s is a file of the organization's rows alone, which the log tells of",
    async (format, type) => {
      const before = await loggedExports();
      const response = await form(path, ada, { act: `export-${format}` });
      const text = await response.text();
      expect(response.status, text).toBe(200);
      expect(response.headers.get("content-type")).toBe(type);
      expect(response.headers.get("content-disposition")).toMatch(
        new RegExp(`^attachment; filename="acme-${file}-\\d{4}-\\d\\d-\\d\\d\\.${format}"$`),
      );
      expect(response.headers.get("cache-control")).toBe("private, no-store");
      for (const canary of [...(CANARIES[GLOBEX.slug] ?? []), GLOBEX.id]) expect(text).not.toContain(canary);
      expect(text).toContain(ADA.id);
      expect(await loggedExports()).toBe(before + 1);
      const html = await (await site.fetch("/orgs/acme/activity?kind=report", { headers: ada })).text();
      expect(html.replaceAll(/<[^>]+>|\s+/g, " ")).toMatch(
        new RegExp(`Ada Novak +exported the report +${logged} `),
      );
    },
  );

  test("is refused to who may not, of another organization, by a link and in no known form", async () => {
    const before = await loggedExports();
    const hugo = await asPerson(site, { userId: HUGO.id, orgId: GLOBEX.id });
    const answers = await Promise.all([
      form(path, milo, { act: "export-ndjson" }),
      form(path, hugo, { act: "export-ndjson" }),
      form(path, ada, { act: "export-ndjson", org: GLOBEX.id }),
      form(path, ada, { act: "export-xlsx" }),
      site.fetch(`${path}?act=export-csv&org=${ACME.id}`, { headers: ada }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([403, 409, 409, 400, 200]);
    for (const { headers } of answers) {
      expect(headers.get("content-type")).toBe("text/html; charset=utf-8");
      expect(headers.get("content-disposition")).toBeNull();
    }
    expect(await answers[3].text()).toContain("That form could not be read. Nothing was exported.");
    expect(await loggedExports()).toBe(before);
  });
});

describe("an export", () => {
  test("as CSV begins with its head behind a byte order mark, and lets a spreadsheet run nothing", async () => {
    const title = `=HYPERLINK("https://evil.example";"Zoë, click")`;
    await addTask(site.database, { title });
    const bytes = await (await form("/orgs/acme/reports", ada, { act: "export-csv" })).bytes();
    expect(bytes.slice(0, 3)).toEqual(Uint8Array.of(0xef, 0xbb, 0xbf));
    const text = new TextDecoder().decode(bytes);
    expect(text).toMatch(/^"id","title","description","status","assignee","assignee_id","due_on",/);
    expect(text).toContain(`,"'=HYPERLINK(""https://evil.example"";""Zoë, click"")","","todo","","","",`);
    expect(text).toContain(`"Ada Novak","${ADA.id}"`);
  });
});

describe("the reports", () => {
  test("say in figures, charts and tables the same, of this organization alone", async () => {
    const html = await (await site.fetch("/orgs/acme/reports", { headers: milo })).text();
    const counted = await site.database
      .prepare("select status, count(*) as count from tasks where org_id = ? group by status")
      .bind(ACME.id)
      .all<{ status: string; count: number }>();
    const count = Object.fromEntries(counted.results.map((row) => [row.status, row.count]));
    const described = `To do ${count["todo"]}, In progress ${count["in_progress"]}, Done ${count["done"]}`;
    expect(html).toContain(`<desc id="statuses-description">${described}</desc>`);
    expect(html.replaceAll(/<[^>]+>|\s+/g, " ")).toMatch(
      new RegExp(`Done +${(count["done"] ?? 0).toLocaleString("en")} +\\d+ %`),
    );
    expect(html.match(/<th scope="row">/g)).toHaveLength(33);
    expect(html.match(/<rect class="is-second" width="7"/g)).toHaveLength(30);
  });
});

// The last, since it makes the rows long.
describe("a long export", () => {
  test("is sent while it is made: the first arrive before the last are read", async () => {
    // More, together, than waits in the sockets between the Worker and a test.
    const lengthen = "update tasks set description = printf('%.*c', 5000, 'x') where org_id = ?";
    await site.database.prepare(lengthen).bind(ACME.id).run();
    const response = await form("/orgs/acme/reports", ada, { act: "export-ndjson" });
    const chunks: string[] = [];
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      chunks.push(decoder.decode(chunk as Uint8Array, { stream: true }));
      // The last task in the order of ids: it would be in the file if the file had been made at once.
      if (chunks.length === 1) {
        const sql =
          "delete from tasks where org_id = ?1 and id = (select max(id) from tasks where org_id = ?1)";
        await site.database.prepare(sql).bind(ACME.id).run();
      }
    }
    const rows = linesOf(chunks.join("")).map((line) => JSON.parse(line) as { id: string });
    expect(chunks.length).toBeGreaterThan(2);
    const stored = await site.database
      .prepare("select id from tasks where org_id = ? order by id")
      .bind(ACME.id)
      .all<{ id: string }>();
    expect(rows.length).toBeGreaterThan(2 * EXPORT_CHUNK);
    expect(rows.map(({ id }) => id)).toEqual(stored.results.map(({ id }) => id));
  });
});
