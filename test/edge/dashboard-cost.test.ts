import { afterAll, beforeAll, expect, test } from "vitest";
import { LATEST_DEEDS } from "#src/features/activity/activity.ts";
import { LATEST_POSTS } from "#src/features/posts/post.ts";
import { DUE_SHOWN, NEWEST_SHOWN } from "#src/features/tasks/task.ts";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { countsOf } from "#test/support/modules.ts";
import { ACME, ADA } from "#test/support/people.ts";
import { asPerson } from "#test/support/requests.ts";
import { startSite, type Site } from "#test/support/site.ts";

/** The organization, two members, their people, where the search for members ends, and the counters. */
const ROWS_BESIDE = 7;
const MOST_ROWS_READ = NEWEST_SHOWN + DUE_SHOWN + LATEST_POSTS + LATEST_DEEDS + ROWS_BESIDE;

let site: Site;
beforeAll(async () => {
  site = await startSite({ counted: true });
  await loadTables(site.database, seedRows({ organizations: 100, tasks: 20_000 }), () => {});
});
afterAll(() => site.dispose());

test("a dashboard among many costs one round trip to D1, the rows it shows and no call elsewhere", async () => {
  const headers = await asPerson(site, { userId: ADA.id, orgId: ACME.id });
  const response = await site.fetch("/orgs/acme/dashboard", { headers });
  const html = await response.text();
  expect(response.status, html).toBe(200);
  expect(html.match(/data-task=/g)).toHaveLength(NEWEST_SHOWN);
  const { roundTrips, rowsRead, subrequests, statements } = countsOf(response.headers);
  expect([roundTrips, subrequests, statements.length]).toEqual([1, 0, 7]);
  expect(rowsRead).toBeLessThanOrEqual(MOST_ROWS_READ);
});

test("an expired session counts its call to Clerk", async () => {
  const headers = await asPerson(site, { userId: ADA.id, orgId: ACME.id, ageSeconds: 3600 });
  const response = await site.fetch("/orgs/acme/dashboard", { headers });
  expect(countsOf(response.headers)).toMatchObject({ roundTrips: 1, subrequests: 1 });
});
