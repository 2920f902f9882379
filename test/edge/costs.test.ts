import { afterAll, beforeAll, expect, test } from "vitest";
import { ACCESS, type RoutePattern } from "#src/auth/access.ts";
import { DEEDS_PER_PAGE, LATEST_DEEDS } from "#src/features/activity/activity.ts";
import { MEMBERS_PER_PAGE } from "#src/features/organization/member.ts";
import { LATEST_POSTS, POSTS_PER_PAGE } from "#src/features/posts/post.ts";
import { MOST_COUNTED, REPORTED_DAYS } from "#src/features/reports/report.ts";
import { COMMENTS_PER_PAGE, DUE_SHOWN, NEWEST_SHOWN, TASKS_PER_PAGE } from "#src/features/tasks/task.ts";
import { seedBusyOrganization } from "#test/support/busy-organization.ts";
import { countsOf } from "#test/support/modules.ts";
import { ACME, ADA } from "#test/support/people.ts";
import { asPerson } from "#test/support/requests.ts";
import { startSite, type Site } from "#test/support/site.ts";

const ORGANIZATIONS = 200;
const TASKS = 100_000;
/** What a page may read beside the rows it shows. */
const ROWS_BESIDE = 20;
const MOST_ROUND_TRIPS = 2;

const DASHBOARD = NEWEST_SHOWN + DUE_SHOWN + LATEST_POSTS + LATEST_DEEDS;
const REPORT = REPORTED_DAYS + MOST_COUNTED;

/** Every route that is read, by addresses of it; `{task}` and `{post}` are Acme's. The number is a page's rows. */
const READS: Readonly<Partial<Record<RoutePattern, readonly [rows: number, ...paths: string[]]>>> = {
  "/": [0, "/"],
  "/404": [0, "/nowhere"],
  "/sign-in/[...rest]": [0, "/sign-in"],
  "/sign-up/[...rest]": [0, "/sign-up"],
  "/dashboard": [DASHBOARD, "/dashboard"],
  "/profile": [0, "/profile"],
  "/me": [0, "/me"],
  "/me/session": [0, "/me/session"],
  "/orgs": [0, "/orgs"],
  "/orgs/[slug]": [0, "/orgs/acme"],
  "/orgs/[slug]/dashboard": [DASHBOARD, "/orgs/acme/dashboard"],
  "/orgs/[slug]/tasks": [
    TASKS_PER_PAGE,
    "/orgs/acme/tasks",
    "/orgs/acme/tasks?sort=due",
    "/orgs/acme/tasks?status=todo&sort=title",
    "/orgs/acme/tasks?assignee=nobody",
    "/orgs/acme/tasks?q=for",
    "/orgs/acme/tasks?q=rev&status=done",
  ],
  "/orgs/[slug]/tasks/[id]": [COMMENTS_PER_PAGE, "/orgs/acme/tasks/{task}", "/orgs/acme/tasks/tsk_absent"],
  "/orgs/[slug]/posts": [POSTS_PER_PAGE, "/orgs/acme/posts", "/orgs/acme/posts?status=draft"],
  "/orgs/[slug]/posts/[id]": [1, "/orgs/acme/posts/{post}"],
  "/orgs/[slug]/activity": [
    DEEDS_PER_PAGE,
    "/orgs/acme/activity",
    "/orgs/acme/activity?kind=task",
    `/orgs/acme/activity?actor=${ADA.id}`,
    "/orgs/acme/activity?before=110",
  ],
  "/orgs/[slug]/reports": [REPORT, "/orgs/acme/reports"],
  "/orgs/[slug]/members": [MEMBERS_PER_PAGE, "/orgs/acme/members"],
  "/orgs/[slug]/members/invitations": [0, "/orgs/acme/members/invitations"],
  "/orgs/[slug]/settings/[...rest]": [0, "/orgs/acme/settings"],
  "/orgs/[slug]/integrations": [0, "/orgs/acme/integrations"],
  "/admin": [0, "/admin"],
  "/admin/users": [MEMBERS_PER_PAGE, "/admin/users"],
  "/billing": [0, "/billing"],
  "/api/me": [0, "/api/me"],
  "/api/admin/users": [MEMBERS_PER_PAGE, "/api/admin/users"],
  "/api/tasks": [TASKS_PER_PAGE, "/api/tasks", "/api/tasks?q=review", "/api/tasks?sort=title"],
  "/api/tasks/[id]": [1, "/api/tasks/{task}"],
  "/api/tasks/[id]/comments": [COMMENTS_PER_PAGE, "/api/tasks/{task}/comments"],
  "/api/posts": [POSTS_PER_PAGE, "/api/posts"],
  "/api/posts/[id]": [1, "/api/posts/{post}"],
  "/api/reports": [REPORT, "/api/reports"],
  "/api/activity": [DEEDS_PER_PAGE, "/api/activity", "/api/activity?kind=post"],
  "/api/openapi.json": [0, "/api/openapi.json"],
};

let site: Site;
let ids: Readonly<Record<string, string>>;
beforeAll(async () => {
  site = await startSite({ counted: true });
  ids = await seedBusyOrganization(site.database, { organizations: ORGANIZATIONS, tasks: TASKS });
}, 300_000);
afterAll(() => site.dispose());

function addressOf(path: string): string {
  return path.replace(/\{(\w+)\}/, (_whole, name: string) => ids[name] ?? "missing");
}

test("every route that is read is among those measured here", () => {
  const read = Object.entries(ACCESS).filter(([, row]) => "GET" in row);
  expect(Object.keys(READS).toSorted()).toEqual(read.map(([pattern]) => pattern).toSorted());
});

test("the lists that are measured here fill their pages", async () => {
  const headers = await asPerson(site, { userId: ADA.id, orgId: ACME.id });
  const lists = [
    "tasks",
    "tasks?q=for",
    "tasks/{task}",
    "posts",
    "posts?status=draft",
    "activity?before=110",
  ];
  for (const list of lists) {
    const html = await (await site.fetch(addressOf(`/orgs/acme/${list}`), { headers })).text();
    expect(html, list).toContain('rel="next"');
  }
});

test.each(Object.entries(READS))(
  `%s reads a page and little beside, among ${TASKS} tasks of ${ORGANIZATIONS} organizations`,
  async (_, [rows, ...paths]) => {
    const headers = await asPerson(site, { userId: ADA.id, orgId: ACME.id });
    for (const path of paths) {
      const address = addressOf(path);
      const response = await site.fetch(address, { headers });
      await response.arrayBuffer();
      expect(response.status, address).toBeLessThan(500);
      const { rowsRead, roundTrips } = countsOf(response.headers);
      expect(rowsRead, address).toBeLessThanOrEqual(rows + ROWS_BESIDE);
      expect(roundTrips, address).toBeLessThanOrEqual(MOST_ROUND_TRIPS);
    }
  },
);
