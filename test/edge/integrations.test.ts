import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { MAX_INTEGRATIONS } from "#src/features/integrations/integration.ts";
import { newIntegrationId } from "#src/lib/ids.ts";
import { withoutRandomParts } from "#test/support/html.ts";
import { countsOf } from "#test/support/modules.ts";
import { ACME, ADA, GLOBEX, HUGO, MILO } from "#test/support/people.ts";
import { asPerson, postForm, type Headers } from "#test/support/requests.ts";
import { startSite, type Site } from "#test/support/site.ts";

const PATH = "/orgs/acme/integrations";

let site: Site;
let ada: Headers;
beforeAll(async () => {
  site = await startSite({ counted: true });
  await loadTables(site.database, seedRows({ organizations: 2, tasks: 0 }), () => {});
  ada = await asPerson(site, { userId: ADA.id, orgId: ACME.id });
});
afterAll(() => site.dispose());
beforeEach(() => site.database.prepare("delete from integrations").run());

function form(fields: Headers, headers = ada) {
  return postForm(site, PATH, { headers, fields: { org: ACME.id, ...fields } });
}

type Row = { readonly id: string; readonly org_id: string; readonly label: string; readonly url: string };
async function stored(): Promise<Row[]> {
  const sql = "select id, org_id, label, url from integrations order by id";
  return (await site.database.prepare(sql).all<Row>()).results;
}

async function store(orgId: string, label: string): Promise<string> {
  const id = newIntegrationId();
  await site.database
    .prepare("insert into integrations values (?, ?, ?, 'https://example.com/', ?, 1)")
    .bind(orgId, id, label, ADA.id)
    .run();
  return id;
}

describe("the integrations", () => {
  test("are added and removed by an admin, and shown on both of their pages", async () => {
    const added = await form({ act: "add", label: " Chat ", url: "https://chat.example/in" });
    expect([added.status, added.headers.get("location")]).toEqual([303, `${PATH}?notice=integration-added`]);
    const [row] = await stored();
    expect(row).toMatchObject({ org_id: ACME.id, label: "Chat", url: "https://chat.example/in" });
    for (const [path, roundTrips] of [
      [PATH, 2],
      ["/orgs/acme/settings/integrations", 1],
    ] as const) {
      const response = await site.fetch(path, { headers: ada });
      const html = (await response.text()).replaceAll(String.raw`\"`, '"');
      expect(html).toContain("https://chat.example/in");
      // From Clerk's panel as well, a form goes to the page that answers it.
      expect(html.match(/method="post" action="\/orgs\/acme\/integrations"/g)).toHaveLength(2);
      expect(countsOf(response.headers)).toMatchObject({ roundTrips, subrequests: 0 });
    }
    const removed = await form({ act: "remove", integration: row?.id ?? "" });
    expect(removed.headers.get("location")).toBe(`${PATH}?notice=integration-removed`);
    expect(await stored()).toEqual([]);
  });

  test.each([
    [{ label: "", url: "https://kept.example/" }, "Write a few words."],
    [{ label: "Kept", url: "http://kept.example/" }, "Give an address that begins with https://"],
    [{ label: "Kept", url: "https://a:b@kept.example/" }, "Leave names and passwords out"],
  ])("show %j again with the reason", async (typed, error) => {
    const response = await form({ act: "add", ...typed });
    const html = await response.text();
    expect(response.status).toBe(422);
    expect(html).toContain(error);
    expect(html).toContain(`value="${typed.url}"`);
    expect(await stored()).toEqual([]);
  });

  test("of another organization are as ones that never were, to be seen and to be removed", async () => {
    const foreign = await store(GLOBEX.id, "Globex's own");
    expect(await (await site.fetch(PATH, { headers: ada })).text()).not.toContain("Globex");
    const answers = await Promise.all(
      [foreign, newIntegrationId()].map(async (integration) => {
        const response = await form({ act: "remove", integration });
        return [response.status, withoutRandomParts(await response.text())];
      }),
    );
    expect(answers[0]?.[0]).toBe(404);
    expect(answers[1]).toEqual(answers[0]);
    expect(await stored()).toMatchObject([{ id: foreign }]);
  });

  test("are for admins of the organization alone", async () => {
    const before = await stored();
    const milo = await asPerson(site, { userId: MILO.id, orgId: ACME.id });
    const hugo = await asPerson(site, { userId: HUGO.id, orgId: GLOBEX.id });
    const fields = { act: "add", label: "Mine", url: "https://example.com/" };
    expect((await site.fetch(PATH, { headers: milo })).status).toBe(403);
    expect((await form(fields, milo)).status).toBe(403);
    expect((await form(fields, hugo)).status).toBe(409);
    expect((await form({ act: "unheard-of" })).status).toBe(400);
    expect(await stored()).toEqual(before);
  });

  test("are so many at most, and the one too many is not lost", async () => {
    for (let count = 0; count < MAX_INTEGRATIONS; count += 1) await store(ACME.id, `Number ${count}`);
    const response = await form({ act: "add", label: "One too many", url: "https://example.com/" });
    const html = await response.text();
    expect([response.status, html]).toEqual([409, expect.stringContaining("as many as there may be")]);
    expect(html).toContain('value="One too many"');
  });
});
