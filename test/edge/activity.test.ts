import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { DEEDS_PER_PAGE } from "#src/features/activity/activity.ts";
import { countsOf } from "#test/support/modules.ts";
import { ACME, ADA, GITA, MILO, NORA } from "#test/support/people.ts";
import { addPost } from "#test/support/posts.ts";
import { asPerson, postForm, type Headers } from "#test/support/requests.ts";
import { startSite, type Site } from "#test/support/site.ts";
import { addTask } from "#test/support/tasks.ts";

const ACTIVITY = "/orgs/acme/activity";

let site: Site;
let ada: Headers;
let milo: Headers;

beforeAll(async () => {
  site = await startSite({ counted: true });
  await loadTables(site.database, seedRows({ organizations: 2, tasks: 0 }), () => {});
  ada = await asPerson(site, { userId: ADA.id, orgId: ACME.id });
  milo = await asPerson(site, { userId: MILO.id, orgId: ACME.id });
});
afterAll(() => site.dispose());

/** Each entry as a person reads it, newest first. */
async function read(path: string, headers: Headers) {
  const html = await (await site.fetch(path, { headers })).text();
  const entries = html.split(/<li data-seq="\d+">/).slice(1);
  return entries.map((entry) => ({
    text: entry
      .slice(0, entry.indexOf("</p>"))
      .replaceAll(/<[^>]+>/g, "")
      .replaceAll(/\s+/g, " ")
      .trim(),
    link: /class="link" href="([^"]+)"/.exec(entry)?.[1] ?? null,
  }));
}

function send(path: string, headers: Headers, fields: Headers) {
  return postForm(site, path, { headers, fields: { org: ACME.id, ...fields } });
}

describe("the activity", () => {
  test("says who did what, and leads to what is still there", async () => {
    const kept = await addTask(site.database, { title: "Kept task" });
    const gone = await addTask(site.database, { title: "Gone task" });
    const post = await addPost(site.database, { title: "A first draft", status: "draft", authorId: MILO.id });
    const dashboard = "/orgs/acme/dashboard";
    await send(dashboard, ada, { act: "start", task: gone, version: "1" });
    await send(dashboard, milo, { act: "complete", task: kept, version: "1" });
    await send(dashboard, ada, { act: "delete", task: gone, version: "2" });
    await send(`/orgs/acme/posts/${post}`, milo, { act: "save", version: "1", title: "Draft", body: "b" });
    expect((await read(ACTIVITY, ada)).slice(0, 4)).toEqual([
      { text: "Milo Berg edited the post (a draft)", link: `/orgs/acme/posts/${post}` },
      { text: "Ada Novak deleted the task Gone task", link: null },
      { text: "Milo Berg completed the task Kept task", link: `/orgs/acme/tasks/${kept}` },
      { text: "Ada Novak started the task Gone task", link: null },
    ]);
  });

  test("does not lead to what was deleted on a newer page, nor to another's draft", async () => {
    const draft = await addPost(site.database, { status: "draft", authorId: ADA.id });
    await send(`/orgs/acme/posts/${draft}`, ada, { act: "save", version: "1", title: "Draft", body: "b" });
    const [own] = await read(ACTIVITY, ada);
    const [others] = await read(ACTIVITY, milo);
    expect([own?.link, others?.link]).toEqual([`/orgs/acme/posts/${draft}`, null]);
    const seq = await lastSeq(ACME.id);
    await send(`/orgs/acme/posts/${draft}`, ada, { act: "delete", version: "2" });
    expect(await read(`${ACTIVITY}?before=${seq + 1}`, ada)).toContainEqual({
      text: "Ada Novak edited the post (a draft)",
      link: null,
    });
  });

  test("can be narrowed to a kind of thing, to a person and to both, by one form", async () => {
    const post = await addPost(site.database, { title: "Published", authorId: ADA.id });
    await send(`/orgs/acme/posts/${post}`, ada, { act: "pin", version: "1" });
    const task = await addTask(site.database, { title: "Narrow" });
    await send("/orgs/acme/dashboard", milo, { act: "start", task, version: "1" });
    const texts = async (query: string) => (await read(`${ACTIVITY}?${query}`, milo)).map(({ text }) => text);
    expect(await texts("kind=&actor=")).toEqual(await texts(""));
    for (const text of await texts("kind=post")) expect(text).toMatch(/ the post /);
    for (const text of await texts(`kind=&actor=${MILO.id}`)) expect(text).toMatch(/^Milo Berg /);
    expect((await texts(`kind=task&actor=${MILO.id}`))[0]).toBe("Milo Berg started the task Narrow");
    for (const text of await texts(`kind=task&actor=${MILO.id}`))
      expect(text).toMatch(/^Milo Berg .* the task /);
    expect(await texts(`kind=post&actor=${GITA.id}`)).toEqual([]);
    const html = await (await site.fetch(`${ACTIVITY}?kind=post&actor=${ADA.id}`, { headers: milo })).text();
    expect(html).toMatch(/<option value="post" selected>/);
    expect(html).toMatch(new RegExp(`<option value="${ADA.id}" selected>`));
  });

  test("comes a page at a time, narrowed as it was, for one round trip and a page of rows", async () => {
    const { id: orgId, slug } = await site.clerk.createOrganization({ name: "Busy", createdBy: NORA.id });
    const headers = await asPerson(site, { userId: NORA.id, orgId });
    const path = `/orgs/${slug}/activity`;
    expect(await (await site.fetch(path, { headers })).text()).toContain("Nothing yet");
    const task = await addTask(site.database, { orgId, createdBy: NORA.id });
    for (let seq = 1; seq <= DEEDS_PER_PAGE + 5; seq += 1) await addDeed({ orgId, seq, task });
    const response = await site.fetch(`${path}?kind=task&actor=${NORA.id}`, { headers });
    const html = await response.text();
    const { roundTrips, rowsRead, subrequests } = countsOf(response.headers);
    expect([roundTrips, subrequests]).toEqual([1, 0]);
    expect(rowsRead).toBeLessThanOrEqual(DEEDS_PER_PAGE + 20);
    expect(html.match(/data-seq=/g)).toHaveLength(DEEDS_PER_PAGE);
    const older = /href="([^"]+)" rel="next"/.exec(html)?.[1]?.replaceAll(/&(amp|#38);/g, "&") ?? "";
    expect(older).toBe(`${path}?kind=task&actor=${NORA.id}&before=6`);
    expect(await read(older, headers)).toHaveLength(5);
    expect(await (await site.fetch(`${path}?before=1`, { headers })).text()).toContain("Nothing older");
  });
});

async function lastSeq(orgId: string): Promise<number> {
  const sql = "select last_activity_seq as seq from organization_counters where org_id = ?";
  return (await site.database.prepare(sql).bind(orgId).first<{ seq: number }>())?.seq ?? 0;
}

function addDeed({
  orgId,
  seq,
  task,
}: {
  readonly orgId: string;
  readonly seq: number;
  readonly task: string;
}) {
  return site.database
    .prepare(`insert into activity values (?, ?, ?, 'task.edited', 'task', ?, '{"title":"t"}', ?, 0)`)
    .bind(orgId, seq, NORA.id, task, seq)
    .run();
}
