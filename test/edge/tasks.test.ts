import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { TASKS_PER_PAGE } from "#src/features/tasks/task.ts";
import { newTaskId } from "#src/lib/ids.ts";
import { CANARIES, plantCanaries } from "#test/support/canaries.ts";
import { countsOf } from "#test/support/modules.ts";
import { ACME, ADA, GLOBEX, MILO, NORA } from "#test/support/people.ts";
import { asPerson, DOCUMENT, type Headers } from "#test/support/requests.ts";
import { startSite, type Site } from "#test/support/site.ts";
import { addTask } from "#test/support/tasks.ts";

const TASKS = "/orgs/acme/tasks";
/** What a page may read beside the rows it shows. */
const ROWS_BESIDE = 20;

let site: Site;
let ada: Headers;
let milo: Headers;

beforeAll(async () => {
  site = await startSite({ counted: true });
  await loadTables(site.database, seedRows({ organizations: 100, tasks: 12_000 }), () => {});
  await plantCanaries(site.database);
  ada = await asPerson(site, { userId: ADA.id, orgId: ACME.id });
  milo = await asPerson(site, { userId: MILO.id, orgId: ACME.id });
});
afterAll(() => site.dispose());

async function open(path: string, headers = ada) {
  const response = await site.fetch(path, { headers });
  const html = await response.text();
  expect(response.status, html).toBe(200);
  return html;
}

function titles(html: string): string[] {
  return [...html.matchAll(/class="task-title"[^>]*>\s*([^<]*?)\s*</g)].map(([, title]) => title ?? "");
}

function nextOf(html: string): string | undefined {
  return /href="([^"]+)" rel="next"/.exec(html)?.[1]?.replaceAll("&amp;", "&").replaceAll("&#38;", "&");
}

/** An organization of Ada's alone with these tasks, the first the newest. */
async function organizationWith(name: string, tasks: readonly string[]) {
  const { id, slug } = await site.clerk.createOrganization({ name, createdBy: ADA.id });
  for (const [turn, title] of tasks.entries()) {
    await addTask(site.database, { orgId: id, title, createdAtMs: 1000 - turn });
  }
  return { id, path: `/orgs/${slug}/tasks`, headers: await asPerson(site, { userId: ADA.id, orgId: id }) };
}

describe("the list of tasks", () => {
  test.each(["", "?status=todo&sort=due", "?assignee=nobody&sort=title", "?q=plan"])(
    "%s costs one round trip to D1, one page of rows and no call elsewhere, with nothing of others",
    async (query) => {
      const response = await site.fetch(`${TASKS}${query}`, { headers: ada });
      const html = await response.text();
      expect(response.status, html).toBe(200);
      expect(html).toContain("Tasks</h1>");
      expect(html).toContain(CANARIES[ACME.slug]?.[0]);
      for (const canary of [...(CANARIES[GLOBEX.slug] ?? []), GLOBEX.id]) expect(html).not.toContain(canary);
      const { roundTrips, rowsRead, subrequests } = countsOf(response.headers);
      expect([roundTrips, subrequests]).toEqual([1, 0]);
      expect(rowsRead).toBeLessThanOrEqual(TASKS_PER_PAGE + ROWS_BESIDE);
    },
  );

  test("sends nobody to sign in, and back to the same list afterwards", async () => {
    const asked = `${TASKS}?status=done&q=plan`;
    const nobody = await site.fetch(asked, { headers: DOCUMENT });
    expect([nobody.status, nobody.headers.get("location")]).toEqual([
      303,
      `/sign-in?redirect_url=${encodeURIComponent(asked)}`,
    ]);
  });

  test("of an unknown and of a foreign organization are answered alike", async () => {
    const cookie = { cookie: milo["cookie"] ?? "" };
    const answers = await Promise.all(
      ["globex", "nowhere"].map(async (slug) => {
        const response = await site.fetch(`/orgs/${slug}/tasks`, { headers: cookie });
        return [response.status, response.headers.get("location"), await response.text()];
      }),
    );
    expect(answers[0]).toEqual([303, "/orgs/acme/dashboard?notice=organization", ""]);
    expect(answers[1]).toEqual(answers[0]);
  });

  test("is filtered, ordered and searched by its address, which its form repeats", async () => {
    const { path, headers } = await organizationWith("Sorted", ["Pear", "apple", "Fig tree"]);
    // The first view fills the mirror, without which nobody is a member.
    await open(path, headers);
    await site.database
      .prepare("update tasks set status = 'done', assignee_id = ? where title = 'Fig tree'")
      .bind(ADA.id)
      .run();
    for (const [query, expected] of [
      ["", ["Pear", "apple", "Fig tree"]],
      ["?sort=title", ["apple", "Fig tree", "Pear"]],
      ["?status=todo", ["Pear", "apple"]],
      [`?assignee=${ADA.id}`, ["Fig tree"]],
      ["?assignee=nobody&sort=title", ["apple", "Pear"]],
      ["?q=APPL", ["apple"]],
      ["?q=fig&status=todo", []],
    ] as const) {
      expect([query, titles(await open(`${path}${query}`, headers))]).toEqual([query, expected]);
    }
    const html = await open(`${path}?q=fig&status=done&assignee=${ADA.id}&sort=title`, headers);
    expect(html).toContain('name="q" value="fig"');
    for (const value of ["done", ADA.id, "title"]) {
      expect(html).toMatch(new RegExp(`<option value="${value}" selected`));
    }
  });

  test("goes on behind a page with the same filter, and back to its beginning", async () => {
    const many = Array.from({ length: 120 }, (_, turn) => `A task & ${String(turn).padStart(3, "0")}`);
    const { path, headers } = await organizationWith("Long", many);
    const shown: string[] = [];
    const addresses = [`${path}?status=todo&sort=title`];
    for (let at = addresses[0]; at !== undefined; at = nextOf(await open(at, headers))) {
      addresses.push(at);
      shown.push(...titles(await open(at, headers)).map((title) => title.replaceAll("&amp;", "&")));
    }
    expect(shown).toEqual(many);
    const last = addresses.at(-1) ?? "";
    expect(last).toContain("status=todo&sort=title&after=");
    expect(await open(last, headers)).toMatch(/href="[^"]*\?status=todo&(#38;|amp;)?sort=title"/);
  });

  test.each([
    ["?status=open", "Choose one of todo, in_progress, done."],
    ["?sort=random", "Choose one of created, due, title."],
    ["?assignee=user_", "Choose a member, or nobody."],
    ["?q=%3F%21", "Type a word to search for."],
    ["?after=elsewhere", "This is not a place in the list."],
  ])("says of %s what is wrong with it, and shows what the rest asks for", async (query, sentence) => {
    const html = await open(`${TASKS}${query}`);
    expect(html).toContain(sentence);
    expect(titles(html)).toHaveLength(TASKS_PER_PAGE);
  });

  test("lets no organization be named in its address", async () => {
    const html = await open(`${TASKS}?org=${GLOBEX.id}&org_id=${GLOBEX.id}&organization=globex`);
    expect(html).not.toContain(CANARIES[GLOBEX.slug]?.[0]);
  });

  test("tells none at all from none that match and from the end", async () => {
    const { id, slug } = await site.clerk.createOrganization({ name: "Blank", createdBy: NORA.id });
    const headers = await asPerson(site, { userId: NORA.id, orgId: id });
    const path = `/orgs/${slug}/tasks`;
    expect(await open(`${path}?sort=due`, headers)).toContain("No tasks yet");
    expect(await open(`${path}?status=done`, headers)).toContain("No task matches");
    expect(await open(`${path}?after=1.${newTaskId()}`, headers)).toContain("No more tasks");
    expect(await open(path, headers)).not.toContain('data-right="tasks.complete-many"');
  });
});
