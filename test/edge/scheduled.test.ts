import { afterAll, beforeAll, expect, test } from "vitest";
import { Database } from "#src/db/database.ts";
import { loadTables } from "#scripts/seed/load.ts";
import { verifyAllActivity } from "#scripts/organization/verify-all-activity.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { startSite, type Site } from "#test/support/site.ts";

let site: Site;
beforeAll(async () => {
  site = await startSite();
  await loadTables(site.database, seedRows({ organizations: 3, tasks: 24 }), () => {});
});
afterAll(() => site.dispose());

test("the Worker's hourly run seals every organization's log, and the seals fit", async () => {
  await site.scheduled();
  const logged = await site.database
    .prepare("select org_id orgId, max(seq) sealed from activity group by org_id order by org_id")
    .all();
  const verified = [];
  for await (const each of verifyAllActivity(new Database(site.database))) verified.push(each);
  expect(verified).toEqual(logged.results.map((each) => ({ ...each, faults: [] })));
  expect(verified).toHaveLength(3);
  expect(site.log).toEqual([]);
});
