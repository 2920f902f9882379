import { createClerkClient } from "@clerk/backend";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { loadTables } from "#scripts/seed/load.ts";
import { seedRows } from "#scripts/seed/rows.ts";
import { everyRowIn, OTHER_TABLES, OWNED_TABLES, rowsOf } from "#test/support/every-row.ts";
import { ACME, ADA, GITA, HUGO, MILO, NORA } from "#test/support/people.ts";
import { type Site, startSite, WEBHOOK_ENDPOINT } from "#test/support/site.ts";
import { membershipEvent, randomNumbers, sendWebhook, shuffled } from "#test/support/webhook-events.ts";

const NOW = Date.now();
const seed = Number(process.env["SEED"] ?? Date.now() % 1_000_000_000);

let site: Site;
beforeAll(async () => {
  site = await startSite();
});
beforeEach(async () => {
  await site.clerk.reset();
  await site.clerk.configure({ webhookEndpoint: WEBHOOK_ENDPOINT, webhooksHeld: true });
});
afterAll(() => site.dispose());

const all = (sql: string, ...params: unknown[]) => rowsOf(site.database, sql, ...params);
const inOrder = (one: string, other: string) => one.localeCompare(other);

const backend = () =>
  createClerkClient({
    secretKey: site.settings["CLERK_SECRET_KEY"] ?? "",
    apiUrl: site.settings["CLERK_API_URL"] ?? "",
    telemetry: { disabled: true },
  });

/** What the mirror says, less the times of its rows. */
async function mirror() {
  return {
    organizations: await all("select org_id, slug, name, deleted_at_ms from organizations order by 1"),
    seats: await all(
      "select org_id, user_id, role from memberships where deleted_at_ms is null order by 1, 2",
    ),
    people: await all("select id, name, email from people where deleted_at_ms is null order by 1"),
    gone: await all(
      "select id from deleted_organizations union select id from people where deleted_at_ms > 0",
    ),
  };
}

describe.each([true, false])("with what ended along with it told of: %s", (cascadesAreTold) => {
  beforeEach(async () => {
    await site.clerk.configure({ cascadesAreTold });
    // The organizations first: the log's rows may go where theirs has.
    const tables = ["organizations", ...OWNED_TABLES.toReversed(), ...OTHER_TABLES];
    await site.database.batch(tables.map((table) => site.database.prepare(`delete from ${table}`)));
    await loadTables(site.database, seedRows({ organizations: 2, tasks: 24 }), () => {});
  });

  test("the mirror ends as Clerk's own history did, in whichever order it is told", async () => {
    await site.clerk.addMember({ orgId: ACME.id, userId: NORA.id, role: "org:member" });
    await site.clerk.setRole({ orgId: ACME.id, userId: NORA.id, role: "org:admin" });
    await site.clerk.setRole({ orgId: ACME.id, userId: ADA.id, role: "org:member" });
    await site.clerk.renameOrganization({ orgId: ACME.id, name: "Acme Two" });
    await site.clerk.removeMember({ orgId: ACME.id, userId: MILO.id });
    const made = await site.clerk.createOrganization({ name: "Initech", createdBy: GITA.id });
    await backend().users.updateUser(NORA.id, { firstName: "Norah" });
    await backend().users.deleteUser(MILO.id);
    await site.clerk.deleteOrganization(made.id);
    const ids = (await site.clerk.webhooks()).map(({ id }) => id);
    await site.clerk.deliverWebhooks({ ids });
    const expected = await mirror();
    expect(expected.organizations.map(({ name }) => name)).toEqual(["Acme Two", "Globex"]);
    expect(expected.seats).toHaveLength(5);
    expect(expected.people.map(({ name }) => name)).toContain("Norah Lind");
    expect(expected.people.map(({ id }) => id)).not.toContain(MILO.id);
    expect(expected.gone.map(({ id }) => String(id)).toSorted(inOrder)).toEqual(
      [made.id, MILO.id].toSorted(inOrder),
    );
    const random = randomNumbers(seed);
    for (let turn = 0; turn < 4; turn += 1) {
      await site.database.exec("delete from webhook_deliveries; delete from deleted_organizations");
      const order = shuffled(ids, random);
      await site.clerk.deliverWebhooks({ ids: order });
      expect(await mirror(), `SEED=${seed}, turn ${turn}`).toEqual(expected);
    }
  });

  test("an organization's end erases every row of it, and none of another's", async () => {
    const [acme] = await all("select count(*) as rows from tasks where org_id = ?", ACME.id);
    expect(acme).toEqual({ rows: 12 });
    const before = await everyRowIn(site.database, { less: ACME.id });
    await site.clerk.deleteOrganization(ACME.id);
    await site.clerk.deliverWebhooks();
    for (const table of OWNED_TABLES) {
      expect(await all(`select * from ${table} where org_id = ?`, ACME.id), table).toEqual([]);
    }
    const { deleted_organizations: gone, webhook_deliveries: _, ...after } = await everyRowIn(site.database);
    expect(gone).toMatchObject([{ id: ACME.id }]);
    const { deleted_organizations: _gone, webhook_deliveries: _before, ...others } = before;
    expect(after).toEqual(others);
    // Nothing brings it back: neither an event that comes late, nor a page that asks Clerk.
    const late = membershipEvent("created", { orgId: ACME.id, userId: HUGO.id, role: "org:admin" }, NOW * 2);
    expect(await (await sendWebhook(site, late)).json()).toEqual({ receipt: "ignored" });
    expect(await all("select * from memberships where org_id = ?", ACME.id)).toEqual([]);
  });

  test("a person's end leaves no field of theirs, and no seat", async () => {
    await backend().users.deleteUser(ADA.id);
    await site.clerk.deliverWebhooks();
    expect(await all("select name, email, image_url from people where id = ?", ADA.id)).toEqual([
      { name: "", email: null, image_url: null },
    ]);
    const seats = await all("select org_id from memberships where user_id = ? and deleted_at_ms > 0", ADA.id);
    expect(seats).toHaveLength(2);
    expect(JSON.stringify(await everyRowIn(site.database))).not.toMatch(/Novak|ada@acme/);
  });

  test("a session that ends is known to have", async () => {
    const { sessionId } = await site.clerk.sessionFor({ userId: ADA.id, orgId: ACME.id });
    await site.clerk.revokeSession(sessionId);
    await site.clerk.deliverWebhooks();
    expect(await all("select id from ended_sessions")).toEqual([{ id: sessionId }]);
  });
});
