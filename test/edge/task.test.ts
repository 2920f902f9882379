import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { COMMENTS_PER_PAGE } from "#src/features/tasks/task.ts";
import { newTaskId } from "#src/lib/ids.ts";
import { withoutRandomParts } from "#test/support/html.ts";
import { countsOf } from "#test/support/modules.ts";
import { ACME, ADA, GITA, GLOBEX, MILO } from "#test/support/people.ts";
import { asPerson, DOCUMENT, postForm, type Headers } from "#test/support/requests.ts";
import { startSite, type Site } from "#test/support/site.ts";
import { addTask, allTasks, taskById } from "#test/support/tasks.ts";

/** What a page may read beside the rows it shows. */
const ROWS_BESIDE = 20;
const WORDS = { description: "", assignee: "", due: "" };

let site: Site;
let ada: Headers;
let milo: Headers;

beforeAll(async () => {
  site = await startSite({ counted: true });
  await loadTables(site.database, seedRows({ organizations: 100, tasks: 12_000 }), () => {});
  ada = await asPerson(site, { userId: ADA.id, orgId: ACME.id });
  milo = await asPerson(site, { userId: MILO.id, orgId: ACME.id });
});
afterAll(() => site.dispose());

const pathOf = (id: string) => `/orgs/acme/tasks/${id}`;
const commentsOn = async (id: string) =>
  (
    await site.database
      .prepare("select body, author_id from task_comments where task_id = ? order by created_at_ms")
      .bind(id)
      .all<{ body: string; author_id: string }>()
  ).results;

async function open(path: string, headers = ada) {
  const response = await site.fetch(path, { headers });
  return { status: response.status, html: await response.text(), counts: countsOf(response.headers) };
}

function send(headers: Headers, task: string, fields: Headers, query = "") {
  return postForm(site, `${pathOf(task)}${query}`, { headers, fields: { org: ACME.id, task, ...fields } });
}

describe("a task's page", () => {
  test("shows its words, comments and history, for one round trip to D1 and no call elsewhere", async () => {
    const task = await addTask(site.database, { title: "Told of" });
    await send(milo, task, { act: "comment", comment: "First <b>word</b>" });
    await send(ada, task, { act: "start", version: "1" });
    const { status, html, counts } = await open(pathOf(task), milo);
    expect(status, html).toBe(200);
    expect(html).toContain("Told of</h1>");
    expect(html).toMatch(/Milo Berg<\/strong>[^]*First &lt;b&gt;word&lt;\/b&gt;/);
    expect(section(html, "history")).toMatch(
      />Ada Novak<\/span> started the task[^]*>Milo Berg<\/span> commented on the task/,
    );
    expect([counts.roundTrips, counts.subrequests]).toEqual([1, 0]);
    expect(counts.rowsRead).toBeLessThanOrEqual(COMMENTS_PER_PAGE + ROWS_BESIDE);
  });

  test("pages through more comments than fit on one, oldest first", async () => {
    const task = await addTask(site.database, {});
    await site.database.batch(
      Array.from({ length: COMMENTS_PER_PAGE + 10 }, (_, turn) =>
        site.database
          .prepare("insert into task_comments values (?, ?, ?, ?, ?, ?)")
          .bind(ACME.id, `cmt_${newTaskId().slice(4)}`, task, ADA.id, `Said ${turn}.`, 1 + (turn >> 1)),
      ),
    );
    const first = await open(pathOf(task));
    expect(first.counts.rowsRead).toBeLessThanOrEqual(COMMENTS_PER_PAGE + ROWS_BESIDE);
    const next = /href="([^"]+)" rel="next"/.exec(first.html)?.[1] ?? "";
    const second = await open(next);
    const said = [first, second].map(({ html }) => html.match(/Said \d+\./g) ?? []);
    expect(said.map(({ length }) => length)).toEqual([COMMENTS_PER_PAGE, 10]);
    expect(new Set(said.flat()).size).toBe(COMMENTS_PER_PAGE + 10);
    expect(second.html).not.toContain('rel="next"');
    const there = `?comments=${new URL(next, site.origin).searchParams.get("comments")}`;
    const commented = await send(ada, task, { act: "comment", comment: "Last." }, there);
    expect(commented.headers.get("location")).toBe(`${pathOf(task)}${there}&notice=commented`);
    expect((await open(`${pathOf(task)}?comments=elsewhere`)).html).toContain("Said 0.");
  });

  test("of another organization, of none, or under no id, is the same page", async () => {
    const foreign = await addTask(site.database, { orgId: GLOBEX.id });
    const pages = await Promise.all(
      [foreign, newTaskId(), "tsk_x"].map(async (id) => {
        const { status, html } = await open(pathOf(id));
        return [status, withoutRandomParts(html).replaceAll(id, "id")];
      }),
    );
    expect(pages[0]?.[0]).toBe(404);
    expect(pages[1]).toEqual(pages[0]);
    expect(pages[2]).toEqual(pages[0]);
  });

  test("sends nobody to sign in", async () => {
    const { status, headers } = await site.fetch(pathOf(newTaskId()), { headers: DOCUMENT });
    expect([status, headers.get("location")?.startsWith("/sign-in?redirect_url=")]).toEqual([303, true]);
  });
});

describe("a form of a task's page", () => {
  test("that comes after another change keeps what was typed, shows both, and replaces it when sent again", async () => {
    const task = await addTask(site.database, { title: "Before" });
    const edit = { act: "edit", version: "1", ...WORDS };
    await send(ada, task, { ...edit, title: "Ada's words", due: "2026-12-01" });
    const late = await send(milo, task, { ...edit, title: "Milo's words", description: "of mine" });
    const html = await late.text();
    expect(late.status).toBe(409);
    expect(html).toContain("Somebody changed this task while you were editing it.");
    expect(section(html, "now")).toMatch(/Ada&#39;s words[^]*Dec 1, 2026/);
    expect(html).toMatch(/name="title" value="Milo's words"/);
    expect(html).toContain("of mine</textarea>");
    expect(await taskById(site.database, task)).toMatchObject({ title: "Ada's words", version: 2 });
    const version = versionOf(html);
    expect(version).toBe("2");
    expect((await send(milo, task, { ...edit, title: "Milo's words", version })).status).toBe(303);
    expect(await taskById(site.database, task)).toMatchObject({ title: "Milo's words", version: 3 });
  });

  test("that will not do goes on being a change of the version it was typed for", async () => {
    const task = await addTask(site.database, { title: "Before" });
    const edit = { act: "edit", version: "1", ...WORDS };
    await send(ada, task, { ...edit, title: "Ada's words" });
    const html = await (await send(milo, task, { ...edit, title: "" })).text();
    expect(html).toMatch(/<input[^>]*name="title"[^>]*autofocus/);
    expect(versionOf(html)).toBe("1");
  });

  test("adds a comment once, however often it is sent", async () => {
    const task = await addTask(site.database, {});
    const { html } = await open(pathOf(task), milo);
    const key = /name="key" value="([^"]+)"/.exec(html)?.[1] ?? "";
    const form = { act: "comment", key, comment: " Said\r\nonce " };
    const answers = await Promise.all([send(milo, task, form), send(milo, task, form)]);
    expect(answers.map(({ headers }) => headers.get("location"))).toEqual(
      Array.from({ length: 2 }, () => `${pathOf(task)}?notice=commented`),
    );
    expect(await commentsOn(task)).toEqual([{ body: "Said\nonce", author_id: MILO.id }]);
    const changed = await send(milo, task, { ...form, comment: "Other words" });
    expect([changed.status, await changed.text()]).toEqual([
      409,
      expect.stringMatching(/Other words<\/textarea>[^]*sent before, with other words/),
    ]);
  });

  test.each([
    ["", "Write a few words."],
    ["x".repeat(4001), "At most 4,000 characters."],
    ["a\0b", "This has characters that cannot be stored."],
  ])("keeps a comment that will not do, with the sentence at its field", async (comment, sentence) => {
    const task = await addTask(site.database, {});
    const response = await send(milo, task, { act: "comment", comment });
    const html = await response.text();
    expect(response.status).toBe(422);
    expect(html).toMatch(/id="comment"[^>]*aria-describedby="comment-error"[^>]*autofocus/);
    expect(html).toMatch(new RegExp(`id="comment-error"[^>]*>\\s*${sentence}`));
    expect(html).toContain(comment === "a\0b" ? "b</textarea>" : `${comment}</textarea>`);
    expect(await commentsOn(task)).toEqual([]);
  });

  test("moves it on and deletes it, for who may", async () => {
    const task = await addTask(site.database, { createdBy: ADA.id });
    const started = await send(milo, task, { act: "start", version: "1" });
    expect(started.headers.get("location")).toBe(`${pathOf(task)}?notice=moved`);
    const stale = await send(milo, task, { act: "complete", version: "1" });
    expect([stale.status, await stale.text()]).toEqual([
      409,
      expect.stringContaining("Somebody changed that task"),
    ]);
    expect((await open(pathOf(task), milo)).html).not.toContain('value="delete"');
    expect((await send(milo, task, { act: "delete", version: "2" })).status).toBe(403);
    const deleted = await send(ada, task, { act: "delete", version: "2" });
    expect([deleted.status, deleted.headers.get("location")]).toEqual([
      303,
      "/orgs/acme/tasks?notice=deleted",
    ]);
    expect(await taskById(site.database, task)).toBeNull();
    expect((await open(pathOf(task))).status).toBe(404);
  });

  test("gives back what was typed for a task that is gone, never was, or is another organization's", async () => {
    const foreign = await addTask(site.database, { orgId: GLOBEX.id });
    const before = await allTasks(site.database);
    for (const fields of [
      { act: "edit", version: "1", ...WORDS, title: "Typed in vain" },
      { act: "comment", comment: "Typed in vain" },
    ]) {
      const answers = await Promise.all(
        [foreign, newTaskId()].map(async (id) => {
          const response = await send(ada, id, fields);
          return [response.status, withoutRandomParts(await response.text()).replaceAll(id, "id")];
        }),
      );
      expect(answers[0]).toEqual([404, expect.stringContaining("Typed in vain")]);
      expect(answers[1]).toEqual(answers[0]);
    }
    expect(await allTasks(site.database)).toBe(before);
    expect(await commentsOn(foreign)).toEqual([]);
  });

  test("acts on the task of its page alone, in one of its ways", async () => {
    const [task, other] = [await addTask(site.database, {}), await addTask(site.database, {})];
    const before = await allTasks(site.database);
    for (const fields of [
      { act: "edit", version: "1", ...WORDS, title: "x", task: other },
      { act: "complete", version: "1", task: other },
      { act: "complete-many" },
      { act: "edit", version: "one", ...WORDS, title: "x" },
      { act: "archive", version: "1" },
    ]) {
      expect((await send(ada, task, fields)).status).toBe(400);
    }
    const foreign = { act: "edit", version: "1", ...WORDS, title: "x", assignee: GITA.id };
    const refused = await send(ada, task, foreign);
    expect([refused.status, await refused.text()]).toEqual([
      422,
      expect.stringContaining("Choose a member of this organization."),
    ]);
    expect(await allTasks(site.database)).toBe(before);
  });
});

function section(html: string, heading: string): string {
  return new RegExp(`<section aria-labelledby="${heading}"[^]*?</section>`).exec(html)?.[0] ?? "";
}

/** The version that the form of a task's words is a change of. */
function versionOf(html: string): string {
  return /data-right="tasks.edit"[^]*?name="version" value="(\d+)"/.exec(html)?.[1] ?? "";
}
