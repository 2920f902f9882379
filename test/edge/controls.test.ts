import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accessTo, type RoutePattern } from "#src/auth/access.ts";
import { may, mayEver, RIGHTS, type Right } from "#src/auth/rights.ts";
import { ROLE_PERMISSIONS } from "#src/auth/roles.ts";
import type { Tenant } from "#src/auth/tenant.ts";
import type { OrgId, UserId } from "#src/lib/ids.ts";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { ACME, ADA, MILO } from "#test/support/people.ts";
import { addPost } from "#test/support/posts.ts";
import { asPerson } from "#test/support/requests.ts";
import { startSite, type Site } from "#test/support/site.ts";
import { addTask } from "#test/support/tasks.ts";

/**
 * Pages with controls, as `data-right` in their markup names them. `{task}` is a task of the other's, `{draft}` and
 * `{post}` are posts of Milo's. Of several addresses of a route, the controls are taken together.
 */
const PAGES: Readonly<Partial<Record<RoutePattern, string | readonly string[]>>> = {
  "/orgs/[slug]/dashboard": "/orgs/acme/dashboard",
  "/orgs/[slug]/tasks": "/orgs/acme/tasks",
  "/orgs/[slug]/tasks/[id]": "/orgs/acme/tasks/{task}",
  "/orgs/[slug]/posts": "/orgs/acme/posts",
  "/orgs/[slug]/posts/[id]": ["/orgs/acme/posts/{draft}", "/orgs/acme/posts/{post}"],
  "/orgs/[slug]/reports": "/orgs/acme/reports",
  "/orgs/[slug]/activity": "/orgs/acme/activity",
  "/orgs/[slug]/members": "/orgs/acme/members",
  "/orgs/[slug]/members/invitations": "/orgs/acme/members/invitations",
  "/orgs/[slug]/settings/[...rest]": "/orgs/acme/settings",
  "/orgs/[slug]/integrations": "/orgs/acme/integrations",
  "/admin": "/admin",
  "/admin/users": "/admin/users",
  "/billing": "/billing",
};
// The rows of the table above.
const ROWS = Object.entries(PAGES).map(([pattern, paths]) => [pattern, [paths].flat()]) as [
  RoutePattern,
  readonly string[],
][];

/** Rights whose controls stand on pages of others than their own route. */
const LINKED: readonly Right[] = ["members.manage", "integrations.manage", "admin.read"];

let site: Site;
const ids: Record<string, string> = {};
beforeAll(async () => {
  site = await startSite();
  await loadTables(site.database, seedRows({ organizations: 2, tasks: 0 }), () => {});
  ids["task"] = await addTask(site.database, { title: "Ada's", createdBy: ADA.id });
  ids["draft"] = await addPost(site.database, { authorId: MILO.id, status: "draft" });
  ids["post"] = await addPost(site.database, { authorId: MILO.id, status: "published" });
  await addTask(site.database, { title: "Milo's", createdBy: MILO.id });
});
afterAll(() => site.dispose());

describe.each([
  ["an admin", ADA, "org:admin"],
  ["a member", MILO, "org:member"],
] as const)("%s", (_, person, role) => {
  // Ids of the cast.
  const userId = person.id as UserId;
  const orgId = ACME.id as OrgId;
  const tenant: Tenant = { orgId, orgSlug: ACME.slug, userId, role, permissions: ROLE_PERMISSIONS[role] };

  async function open(...paths: readonly string[]): Promise<string> {
    const headers = await asPerson(site, { userId, orgId });
    const pages = paths.map(async (path) => {
      const named = path.replace(/\{(\w+)\}/, (_match, name: string) => ids[name] ?? "");
      return (await site.fetch(named, { headers })).text();
    });
    // A page of ours in Clerk's panel travels as a string in a script.
    return (await Promise.all(pages)).join("\n").replaceAll(String.raw`\"`, '"');
  }

  test.each(ROWS)("sees on %s the controls of what they may do, and no other", async (pattern, paths) => {
    const html = await open(...paths);
    const shown = new Set([...html.matchAll(/data-right="([^"]+)"/g)].map(([, right]) => right ?? ""));
    for (const right of shown) {
      expect(Object.keys(RIGHTS)).toContain(right);
      // Just looked up.
      expect(mayEver(tenant, right as Right), right).toBe(true);
    }
    for (const right of accessTo(pattern)?.POST?.rights ?? []) {
      // One task's page has the controls to that task, which is Ada's.
      const isAllowed = paths.some((path) => path.includes("{task}"))
        ? may(tenant, right, { createdBy: ADA.id as UserId })
        : mayEver(tenant, right);
      expect([right, shown.has(right)]).toEqual([right, isAllowed]);
    }
  });

  test("sees a task's Delete exactly where the server would take it", async () => {
    const html = await open("/orgs/acme/dashboard");
    const rows = html.split("data-task=").slice(1);
    const shown = rows.map((row) => [
      /class="task-title"[^>]*>\s*([^<]*?)\s*</.exec(row)?.[1],
      row.includes('data-right="tasks.delete"'),
    ]);
    const expected = [
      ["Ada's", ADA],
      ["Milo's", MILO],
    ] as const;
    expect(Object.fromEntries(shown)).toEqual(
      Object.fromEntries(
        expected.map(([title, { id }]) => [
          title.replace("'", "&#39;"),
          may(tenant, "tasks.delete", { createdBy: id as UserId }),
        ]),
      ),
    );
  });

  test("is led to what is kept for admins only as one", async () => {
    const html = await open(...ROWS.flatMap(([, paths]) => paths));
    for (const right of LINKED) {
      expect([right, html.includes(`data-right="${right}"`)], right).toEqual([right, role === "org:admin"]);
    }
    for (const [text, isForAdmins] of [
      ['href="/admin"', true],
      ['href="/billing"', true],
      ["Admin controls", true],
      ["Expected-Organization", true],
      ["Only admins manage billing and members.", false],
    ] as const) {
      expect([text, html.includes(text)]).toEqual([text, isForAdmins === (role === "org:admin")]);
    }
  });
});
