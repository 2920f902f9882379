import { afterAll, beforeAll, expect, test } from "vitest";
import { TASKS_PER_PAGE } from "#src/features/tasks/task.ts";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { countsOf } from "#test/support/modules.ts";
import { ACME, ADA } from "#test/support/people.ts";
import { asPerson } from "#test/support/requests.ts";
import { startSite, type Site } from "#test/support/site.ts";

/** The organization, two members, their people, and where the search for members ends. */
const ROWS_OF_NAMES = 6;

let site: Site;
beforeAll(async () => {
  site = await startSite({ tapped: true });
  await loadTables(site.database, seedRows({ organizations: 100, tasks: 20_000 }), () => {});
});
afterAll(() => site.dispose());

test("a dashboard among many costs one round trip to D1, one page of rows and no call elsewhere", async () => {
  const headers = await asPerson(site, { userId: ADA.id, orgId: ACME.id });
  const response = await site.fetch("/orgs/acme/dashboard", { headers });
  const html = await response.text();
  expect(response.status, html).toBe(200);
  expect(html.match(/data-task=/g)).toHaveLength(TASKS_PER_PAGE);
  const { roundTrips, rowsRead, subrequests, statements } = countsOf(response.headers);
  expect([roundTrips, subrequests, statements.length]).toEqual([1, 0, 3]);
  expect(rowsRead).toBeLessThanOrEqual(TASKS_PER_PAGE + 1 + ROWS_OF_NAMES);
});

test("an expired session counts its call to Clerk", async () => {
  const headers = await asPerson(site, { userId: ADA.id, orgId: ACME.id, ageSeconds: 3600 });
  const response = await site.fetch("/orgs/acme/dashboard", { headers });
  expect(countsOf(response.headers)).toMatchObject({ roundTrips: 1, subrequests: 1 });
});
