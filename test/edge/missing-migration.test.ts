import { expect, test } from "vitest";
import { ACME, ADA } from "#test/support/people.ts";
import { asPerson } from "#test/support/requests.ts";
import { startSite } from "#test/support/site.ts";

test("a database without its migrations says which command applies them, and nothing of the query", async () => {
  const site = await startSite();
  const ada = await asPerson(site, { userId: ADA.id, orgId: ACME.id });
  await site.database.prepare("drop table tasks").run();

  const response = await site.fetch("/orgs/acme/dashboard", { headers: ada });
  const html = await response.text();
  expect(response.status, html).toBe(500);
  expect(html).toContain("The database lacks a migration: run npm run db:migrate");
  expect(html).not.toMatch(/no such table|D1_ERROR|select/i);
  await site.dispose();
});
