import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { asDocumented } from "#test/support/api-document.ts";
import { apiHeaders, problemOf } from "#test/support/api.ts";
import { countsOf } from "#test/support/modules.ts";
import { ACME, ADA, GITA, GLOBEX, HUGO, MILO, NORA } from "#test/support/people.ts";
import type { Headers } from "#test/support/requests.ts";
import { startSite, type Site } from "#test/support/site.ts";

const ME = "/api/me";
const USERS = "/api/admin/users";

let site: Site;
let ada: Headers;
beforeAll(async () => {
  site = await asDocumented(await startSite({ counted: true }));
  await loadTables(site.database, seedRows({ organizations: 2, tasks: 24 }), () => {});
  ada = await apiHeaders(site, { userId: ADA.id, orgId: ACME.id });
});
afterAll(() => site.dispose());

describe("the API", () => {
  test("tells a person who they are, where they belong and what they may do now", async () => {
    const response = await site.fetch(ME, { headers: ada });
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "application/json"]);
    expect(await response.json()).toEqual({
      person: { id: ADA.id, name: "Ada Novak", email: ADA.email },
      organizations: expect.toSatisfy((list: unknown[]) => {
        expect(list).toHaveLength(2);
        expect(list).toContainEqual({ id: ACME.id, name: "Acme", slug: "acme", role: "org:admin" });
        expect(list).toContainEqual({ id: GLOBEX.id, name: "Globex", slug: "globex", role: "org:member" });
        return true;
      }),
      active: {
        id: ACME.id,
        slug: "acme",
        role: "org:admin",
        permissions: ["org:tasks:manage", "org:posts:publish", "org:reports:export"],
      },
    });
    expect(countsOf(response.headers)).toMatchObject({ roundTrips: 0, subrequests: 2 });
  });

  test("tells a person in no organization so", async () => {
    const headers = await apiHeaders(site, { userId: NORA.id, orgId: null });
    const response = await site.fetch(ME, { headers });
    expect(await response.json()).toMatchObject({
      person: { name: "Nora Lind" },
      organizations: [],
      active: null,
    });
  });

  test("gives an admin the organization's members in two round trips, the first to the mirror, and no other's", async () => {
    const response = await site.fetch(USERS, { headers: ada });
    const text = await response.text();
    expect(response.status, text).toBe(200);
    expect(JSON.parse(text)).toEqual({
      members: expect.toSatisfy((list: unknown[]) => list.length === 2),
      next: null,
    });
    for (const person of [ADA, MILO]) expect(text).toContain(person.email);
    for (const stranger of [GITA, HUGO]) expect(text).not.toContain(stranger.id);
    expect(text).not.toContain(GLOBEX.id);
    expect(countsOf(response.headers)).toMatchObject({ roundTrips: 2, subrequests: 0 });
  });

  test("pages through more members than an answer holds", async () => {
    const { id } = await site.clerk.createOrganization({ name: "Crowd", createdBy: ADA.id });
    const headers = await apiHeaders(site, { userId: ADA.id, orgId: id });
    expect((await site.fetch(USERS, { headers })).status).toBe(200);
    // In two statements: a test's way to the database is long.
    const crowd = "with recursive n(i) as (select 0 union all select i + 1 from n where i < 149)";
    await site.database.batch([
      site.database.prepare(
        `insert into people (id, name, source_event_at_ms)
         ${crowd} select printf('user_zz%04d', i), 'One of many', 0 from n`,
      ),
      site.database
        .prepare(
          `insert into memberships (org_id, user_id, role, created_at_ms, source_event_at_ms)
           ${crowd} select ?, printf('user_zz%04d', i), 'org:member', 0, 0 from n`,
        )
        .bind(id),
    ]);
    type Page = { readonly members: readonly { readonly userId: string }[]; readonly next: string | null };
    // As the route answers.
    const read = async (query: string) =>
      await (await site.fetch(`${USERS}${query}`, { headers })).json<Page>();
    const first = await read("");
    const second = await read(`?after=${first.next}`);
    expect([first.members.length, second.members.length, second.next]).toEqual([100, 51, null]);
    const seen = new Set([...first.members, ...second.members].map(({ userId }) => userId));
    expect(seen.size).toBe(151);
    expect(await problemOf(await site.fetch(`${USERS}?after=x'--`, { headers }))).toEqual([
      422,
      "invalid",
      true,
    ]);
  });

  test("says so when Clerk does not answer", async () => {
    await site.clerk.fault({ api: "backend", kind: "error-500" });
    const response = await site.fetch(ME, { headers: ada });
    expect(response.headers.get("retry-after")).toBe("10");
    expect(await problemOf(response)).toEqual([503, "unavailable", true]);
    expect((await site.fetch(USERS, { headers: ada })).status).toBe(200);
    await site.clerk.fault(null);
  });
});

test("what goes wrong in the API is in the log under the id that it names", async () => {
  const broken = await startSite();
  const headers = await apiHeaders(broken, { userId: ADA.id, orgId: ACME.id });
  await broken.database.prepare("drop table memberships").run();
  const response = await broken.fetch(USERS, { headers });
  const id = response.headers.get("x-request-id") ?? "none";
  expect(await problemOf(response)).toEqual([500, "internal", true]);
  await expect.poll(() => broken.log.join("\n")).toContain(id);
  await broken.dispose();
});
