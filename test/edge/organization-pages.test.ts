import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PLAN_LIMITS } from "#src/features/organization/plan.ts";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { CANARIES, plantCanaries } from "#test/support/canaries.ts";
import { countsOf } from "#test/support/modules.ts";
import { ACME, ADA, GLOBEX, HUGO, MILO, NORA } from "#test/support/people.ts";
import { asPerson, DOCUMENT, postForm, type Headers } from "#test/support/requests.ts";
import { startSite, type Site } from "#test/support/site.ts";

type Page = {
  readonly path: string;
  readonly says: string;
  /** Whether admins alone may open it. */
  readonly forAdmins?: true;
  /** Whether it has forms of its own; what comes of those is tested with what they do. */
  readonly takesForms?: true;
};

const PAGES: readonly Page[] = [
  { path: "/orgs/acme/posts", says: "Posts</h1>", takesForms: true },
  { path: "/orgs/acme/posts?status=draft", says: "Posts</h1>", takesForms: true },
  { path: "/orgs/acme/reports", says: "Reports</h1>", takesForms: true },
  { path: "/orgs/acme/activity", says: "Activity</h1>", takesForms: true },
  { path: "/orgs/acme/members", says: "Members</h1>", takesForms: true },
  { path: "/orgs/acme/settings", says: "<title>Organization settings" },
  { path: "/orgs/acme/settings/organization-members", says: "<title>Organization settings" },
  { path: "/admin", says: "Admin</h1>", forAdmins: true, takesForms: true },
  { path: "/admin/users", says: "Users of Acme", forAdmins: true },
  { path: "/billing", says: "Plan and billing</h1>", forAdmins: true },
];
const OPEN = PAGES.filter(({ forAdmins }) => forAdmins === undefined);
const FOR_ADMINS = PAGES.filter(({ forAdmins }) => forAdmins === true);

let site: Site;
let ada: Headers;
let milo: Headers;
let hugo: Headers;
let nora: Headers;

beforeAll(async () => {
  site = await startSite({ counted: true });
  await loadTables(site.database, seedRows({ organizations: 2, tasks: 24 }), () => {});
  await plantCanaries(site.database);
  const inAcme = { orgId: ACME.id };
  ada = await asPerson(site, { userId: ADA.id, ...inAcme });
  milo = await asPerson(site, { userId: MILO.id, ...inAcme });
  hugo = await asPerson(site, { userId: HUGO.id, orgId: GLOBEX.id });
  nora = await asPerson(site, { userId: NORA.id, orgId: null });
});
afterAll(() => site.dispose());

/** Not a document request, with which Clerk would first try to switch organizations. */
function quietly(headers: Headers): Headers {
  return { cookie: headers["cookie"] ?? "" };
}

/** What a page of the organization may not hold: the other's name, id and planted texts. */
function foreignTo({ slug }: { readonly slug: string }): readonly string[] {
  const other = slug === ACME.slug ? GLOBEX : ACME;
  return [...(CANARIES[other.slug] ?? []), other.id, other.name];
}

describe.each(PAGES)("$path", ({ path, says, forAdmins }) => {
  test("is shown to an admin for one round trip to D1 (two where the mirror is asked who is one) and no call elsewhere, with nothing of others", async () => {
    const response = await site.fetch(path, { headers: ada });
    const html = await response.text();
    expect(response.status, html).toBe(200);
    expect(html).toContain(says);
    expect(html).toContain("Acme");
    for (const canary of foreignTo(ACME)) expect(html).not.toContain(canary);
    const { roundTrips, subrequests } = countsOf(response.headers);
    expect([roundTrips, subrequests]).toEqual([forAdmins === true ? 2 : 1, 0]);
  });

  test("sends nobody to sign in, and a person without an organization to choose one", async () => {
    const nobody = await site.fetch(path, { headers: DOCUMENT });
    expect([nobody.status, nobody.headers.get("location")]).toEqual([
      303,
      `/sign-in?redirect_url=${encodeURIComponent(path)}`,
    ]);
    const { status, headers } = await site.fetch(path, { headers: quietly(nora) });
    expect([status, headers.get("location")?.replace("?notice=organization", "")]).toEqual([303, "/me"]);
  });
});

test.each(PAGES.filter(({ takesForms }) => takesForms === undefined))(
  "$path takes no form",
  async ({ path }) => {
    const response = await postForm(site, path, { headers: ada, fields: { org: ACME.id } });
    expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  },
);

describe("an organization's pages", () => {
  test.each(OPEN)("$path is open to every member", async ({ path, says }) => {
    const html = await (await site.fetch(path, { headers: milo })).text();
    expect(html).toContain(says);
  });

  test.each(OPEN)(
    "$path of an unknown and of a foreign organization are answered alike",
    async ({ path }) => {
      const answers = await Promise.all(
        ["globex", "nowhere", GLOBEX.id, "org_nowhere"].map(async (other) => {
          const response = await site.fetch(path.replace("acme", other), { headers: quietly(milo) });
          return [response.status, response.headers.get("location"), await response.text()];
        }),
      );
      expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(
        new Set([JSON.stringify([303, "/orgs/acme/dashboard?notice=organization", ""])]),
      );
    },
  );

  test.each(FOR_ADMINS)(
    "$path is closed to who is no admin, and names one to ask",
    async ({ path, says }) => {
      const response = await site.fetch(path, { headers: milo });
      const html = await response.text();
      expect(response.status).toBe(403);
      expect(html).toContain("Your role does not allow that</h1>");
      expect(html).toMatch(/Ask an admin: Ada Novak\./);
      expect(html).not.toContain(says);
      expect(countsOf(response.headers).roundTrips).toBe(1);
    },
  );

  test.each(FOR_ADMINS)("$path is about the active organization, whoever asks", async ({ path }) => {
    const html = await (await site.fetch(path, { headers: hugo })).text();
    expect(html).toContain("Globex");
    for (const canary of foreignTo(GLOBEX)) expect(html).not.toContain(canary);
  });

  test("show a role that was taken away no more, once the token says so", async () => {
    const before = await asPerson(site, { userId: HUGO.id, orgId: GLOBEX.id });
    expect((await site.fetch("/admin", { headers: before })).status).toBe(200);
    await site.clerk.setRole({ orgId: GLOBEX.id, userId: ADA.id, role: "org:admin" });
    await site.clerk.setRole({ orgId: GLOBEX.id, userId: HUGO.id, role: "org:member" });
    const after = await asPerson(site, { userId: HUGO.id, orgId: GLOBEX.id });
    expect((await site.fetch("/admin", { headers: after })).status).toBe(403);
    await site.clerk.setRole({ orgId: GLOBEX.id, userId: HUGO.id, role: "org:admin" });
    await site.clerk.setRole({ orgId: GLOBEX.id, userId: ADA.id, role: "org:member" });
  });

  test("the plan's page says what every plan includes, and how many members there are of how many", async () => {
    const html = await (await site.fetch("/billing", { headers: ada })).text();
    const text = html
      .replaceAll(/<[^>]+>/g, " ")
      .replaceAll("&#39;", "'")
      .replaceAll(/\s+/g, " ");
    expect(text).toMatch(/Acme CNRY_acme_\w+ has 2 of at most 20 members/);
    expect(text).toContain("switched on in Clerk's dashboard, under Organizations and Settings");
    for (const { what, included, addOn } of PLAN_LIMITS)
      expect(text).toContain(`${what} ${included} ${addOn}`);
  });

  test("no one gets to the page that says so by its address", async () => {
    expect((await site.fetch("/forbidden", { headers: ada })).status).toBe(404);
  });

  test("say that the members cannot be read when neither the mirror nor Clerk can be", async () => {
    const { id, slug } = await site.clerk.createOrganization({ name: "Unread", createdBy: NORA.id });
    const headers = await asPerson(site, { userId: NORA.id, orgId: id });
    await site.clerk.fault({ api: "backend", kind: "error-500" });
    const response = await site.fetch(`/orgs/${slug}/members`, { headers });
    expect([response.status, await response.text()]).toEqual([
      503,
      expect.stringContaining("The members cannot be read right now."),
    ]);
    await site.clerk.fault(null);
    const html = await (await site.fetch(`/orgs/${slug}/members`, { headers })).text();
    expect(html).toContain("Nora Lind");
  });
});
