import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { ACME, ADA, GLOBEX, MILO, NORA } from "#test/support/people.ts";
import { asPerson, DOCUMENT, postForm, type Headers } from "#test/support/requests.ts";
import { startSite, type Site } from "#test/support/site.ts";
import { addTask } from "#test/support/tasks.ts";

const CANARY = { [ACME.id]: "CNRY_acme_5f2c9d81a7e3", [GLOBEX.id]: "CNRY_globex_b04e6a1d93f7" };
const ACME_DASHBOARD = "/orgs/acme/dashboard";

let site: Site;
let ada: Headers;
let milo: Headers;

beforeAll(async () => {
  site = await startSite();
  await loadTables(site.database, seedRows({ organizations: 2, tasks: 24 }), () => {});
  for (const [orgId, title] of Object.entries(CANARY)) await addTask(site.database, { orgId, title });
  ada = await asPerson(site, { userId: ADA.id, orgId: ACME.id });
  milo = await asPerson(site, { userId: MILO.id, orgId: ACME.id });
});
afterAll(() => site.dispose());

describe("an organization's dashboard", () => {
  test("shows a member the organization's name, the role held there and its tasks, and no other's", async () => {
    const response = await site.fetch(ACME_DASHBOARD, { headers: ada });
    const html = await response.text();
    expect(response.status, html).toBe(200);
    expect(html).toContain("Acme</h1>");
    expect(html).toMatch(/Your role: <strong[^>]*>Admin</);
    expect(html).toContain(CANARY[ACME.id]);
    expect(html).not.toContain(CANARY[GLOBEX.id]);
    expect(html).not.toContain("Globex");
  });

  test("shows the same person, active in Globex, the other role and the other tasks", async () => {
    const headers = await asPerson(site, { userId: ADA.id, orgId: GLOBEX.id });
    const html = await (await site.fetch("/orgs/globex/dashboard", { headers })).text();
    expect(html).toMatch(/Your role: <strong[^>]*>Member</);
    expect(html).toContain(CANARY[GLOBEX.id]);
    expect(html).not.toContain(CANARY[ACME.id]);
  });

  test("costs no call to Clerk", async () => {
    await site.clerk.clearRequests();
    expect((await site.fetch(ACME_DASHBOARD, { headers: ada })).status).toBe(200);
    expect(await site.clerk.requests()).toEqual([]);
  });

  test("sends nobody to sign in, and back afterwards", async () => {
    const response = await site.fetch(`${ACME_DASHBOARD}?after=x`, { headers: DOCUMENT });
    expect(response.status).toBe(303);
    expect(response.headers.get("location")).toBe(
      `/sign-in?redirect_url=${encodeURIComponent(`${ACME_DASHBOARD}?after=x`)}`,
    );
  });

  test("sends a person who is in no organization to choose one", async () => {
    const headers = await asPerson(site, { userId: NORA.id, orgId: null });
    // Not a document request, which Clerk would first try to switch organizations with.
    const response = await site.fetch(ACME_DASHBOARD, { headers: { cookie: headers["cookie"] ?? "" } });
    expect([response.status, response.headers.get("location")]).toEqual([303, "/me?notice=organization"]);
  });

  test("answers an unknown and a foreign organization alike", async () => {
    const cookie = { cookie: milo["cookie"] ?? "" };
    const answers = await Promise.all(
      ["globex", "nowhere"].map(async (slug) => {
        const response = await site.fetch(`/orgs/${slug}/dashboard`, { headers: cookie });
        return [response.status, response.headers.get("location"), await response.text()];
      }),
    );
    expect(answers[0]).toEqual([303, `${ACME_DASHBOARD}?notice=organization`, ""]);
    expect(answers[1]).toEqual(answers[0]);
  });

  test("shows an empty organization how to begin", async () => {
    const { id, slug } = await site.clerk.createOrganization({ name: "Newborn", createdBy: NORA.id });
    const headers = await asPerson(site, { userId: NORA.id, orgId: id });
    const html = await (await site.fetch(`/orgs/${slug}/dashboard`, { headers })).text();
    expect(html).toContain("Newborn</h1>");
    expect(html).toContain("No tasks yet");
    // Read from Clerk once, and from the mirror afterwards.
    await site.clerk.clearRequests();
    expect(await (await site.fetch(`/orgs/${slug}/dashboard`, { headers })).text()).toContain("Newborn</h1>");
    expect(await site.clerk.requests()).toEqual([]);
  });

  test("counts tasks by status, and shows what is due, published and done last", async () => {
    const { id, slug } = await site.clerk.createOrganization({ name: "Glance", createdBy: ADA.id });
    const headers = await asPerson(site, { userId: ADA.id, orgId: id });
    for (const title of ["Undated.", "Later.", "Sooner."]) await addTask(site.database, { orgId: id, title });
    const due = site.database.prepare(
      "update tasks set due_on = ?, status = ? where org_id = ? and title = ?",
    );
    await site.database.batch([
      due.bind("2999-01-02", "todo", id, "Later."),
      due.bind("2020-01-02", "in_progress", id, "Sooner."),
    ]);
    const path = `/orgs/${slug}/dashboard`;
    const fields = { org: id, act: "create", title: "Written down." };
    expect((await postForm(site, path, { headers, fields })).status).toBe(303);
    const html = await (await site.fetch(path, { headers })).text();
    const counts = [...html.matchAll(/data-status="(\w+)">\s*<span class="count">(\d+)</g)];
    expect(counts.map(([, status, count]) => [status, count])).toEqual([
      ["todo", "3"],
      ["in_progress", "1"],
      ["done", "0"],
    ]);
    expect(section(html, "due")).toMatch(/Sooner\.[^]*Overdue: Jan 2, 2020[^]*Later\.[^]*Due Jan 2, 2999/);
    expect(section(html, "due")).not.toContain("Undated.");
    expect(section(html, "posts")).toContain("Nothing has been published yet.");
    expect(section(html, "activity")).toMatch(
      />Ada Novak<\/span> added the task\s*<a [^>]*href="\/orgs\/glance\/tasks\/tsk_\w+"[^>]*>\s*Written down\.\s*</,
    );
  });

  test("shows the latest posts that are published, the pinned first, and no draft", async () => {
    const html = section(await (await site.fetch(ACME_DASHBOARD, { headers: milo })).text(), "posts");
    expect(html).toMatch(/Welcome to the team page[^]*Pinned/);
    expect(html.match(/<li>/g)).toHaveLength(3);
    expect(html).not.toContain("Travel policy, second draft");
  });
});

/** The part of a page under the heading of that id. */
function section(html: string, heading: string): string {
  return new RegExp(`<section aria-labelledby="${heading}"[^]*?</section>`).exec(html)?.[0] ?? "";
}
