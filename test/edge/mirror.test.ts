import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { backendCalls, breakDown, DASHBOARD } from "#test/support/outages.ts";
import { ACME, ADA, MILO } from "#test/support/people.ts";
import { asPerson, type Headers } from "#test/support/requests.ts";
import { type Site, startSite, WEBHOOK_ENDPOINT } from "#test/support/site.ts";

/** Every page of an organization that shows its name or its members. */
const PAGES = [
  DASHBOARD,
  "/orgs/acme/tasks",
  "/orgs/acme/posts",
  "/orgs/acme/activity",
  "/orgs/acme/reports",
  "/orgs/acme/members",
  "/orgs/acme/settings",
  "/orgs/acme/integrations",
  "/admin",
  "/admin/users",
  "/billing",
  "/api/admin/users",
];

let site: Site;
let ada: Headers;
beforeAll(async () => {
  site = await startSite();
  await loadTables(site.database, seedRows({ organizations: 2, tasks: 24 }), () => {});
});
beforeEach(async () => {
  await site.clerk.reset();
  ada = await asPerson(site, { userId: ADA.id, orgId: ACME.id });
  await site.clerk.clearRequests();
});
afterAll(() => site.dispose());

async function textOf(path: string, headers = ada): Promise<string> {
  const response = await site.fetch(path, { headers });
  const text = await response.text();
  expect(response.status, `${path}: ${text}`).toBe(200);
  return text;
}

describe("with a warm mirror", () => {
  test.each(PAGES)("%s asks Clerk nothing", async (path) => {
    const text = await textOf(path);
    expect(text).toContain("Ada Novak");
    expect(await site.clerk.requests()).toEqual([]);
  });

  test("the dashboard renders while Clerk is down, both of its APIs", async () => {
    for (const api of ["backend", "frontend"] as const) {
      await breakDown(site, { api, kind: "down" });
      expect(await textOf(DASHBOARD)).toContain("Acme</h1>");
      expect(await backendCalls(site)).toEqual([]);
    }
  });

  test("a name that was changed at Clerk is shown once its webhook has come", async () => {
    await site.clerk.configure({ webhookEndpoint: WEBHOOK_ENDPOINT });
    await site.clerk.renameOrganization({ orgId: ACME.id, name: "Acme Renamed" });
    await site.clerk.deliverWebhooks();
    expect(await textOf(DASHBOARD)).toContain("Acme Renamed</h1>");
    expect(await backendCalls(site)).toEqual([]);
  });
});

describe("a gap in the mirror", () => {
  test("is filled once, for who made the organization a moment ago", async () => {
    const made = await site.clerk.createOrganization({ name: "Initech", createdBy: ADA.id });
    const headers = await asPerson(site, { userId: ADA.id, orgId: made.id });
    await site.clerk.clearRequests();
    expect(await textOf("/orgs/initech/dashboard", headers)).toContain("Initech</h1>");
    expect(await backendCalls(site)).toHaveLength(2);
    await textOf("/orgs/initech/tasks", headers);
    expect(await backendCalls(site)).toHaveLength(2);
  });

  test("beyond the hundredth member, whom no page shows, is none: their views ask Clerk nothing", async () => {
    const numbers = JSON.stringify(Array.from({ length: 150 }, (_, at) => at));
    await site.database.batch([
      site.database
        .prepare(
          "insert into people select 'user_1many' || value, 'Many', null, null, 1, null from json_each(?)",
        )
        .bind(numbers),
      site.database
        .prepare(
          `insert into memberships select '${ACME.id}', 'user_1many' || value, 'org:member', 1, 1, null from json_each(?)`,
        )
        .bind(numbers),
    ]);
    for (const page of PAGES) {
      const response = await site.fetch(page, { headers: ada });
      expect(response.status, await response.text()).toBe(200);
    }
    expect(await site.clerk.requests()).toEqual([]);
    await site.database.exec("delete from memberships where user_id like 'user_1many%'");
  });

  test("left by a member who was removed is none: their views ask Clerk nothing", async () => {
    const milo = await asPerson(site, { userId: MILO.id, orgId: ACME.id });
    await site.clerk.configure({ webhookEndpoint: WEBHOOK_ENDPOINT });
    await site.clerk.removeMember({ orgId: ACME.id, userId: MILO.id });
    await site.clerk.deliverWebhooks();
    await site.clerk.clearRequests();
    expect(await textOf(DASHBOARD, milo)).toContain("Acme");
    expect(await site.clerk.requests()).toEqual([]);
  });
});
