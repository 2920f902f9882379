import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Database } from "#src/db/database.ts";
import { TENANT_TABLES } from "#src/db/tenant-tables.ts";
import { organizationRepository } from "#src/features/organization/organization-repository.ts";
import { systemScope } from "#src/db/system-scope.ts";
import { eraseDeletedOrganizations } from "#src/jobs/erase-deleted-organizations.ts";
import { forgetOldEvents } from "#src/jobs/forget-old-events.ts";
import { parseUserId } from "#src/lib/ids.ts";
import { newOrganization, orgIdOf } from "#test/support/actors.ts";
import { startLocalD1, type LocalD1 } from "#test/support/local-d1.ts";
import { watch } from "#test/support/watched-d1.ts";
import { membershipEvent, organizationEvent, receiveEvent, userEvent } from "#test/support/webhook-events.ts";

let local: LocalD1;
let database: Database;
beforeAll(async () => {
  local = await startLocalD1();
  database = new Database(local.database);
});
afterAll(() => local.dispose());

async function all(sql: string): Promise<string[]> {
  const { results } = await local.database.prepare(sql).all();
  return results.map((row) => JSON.stringify(row));
}

describe("of two events of the same time", () => {
  test("the one that takes something away stands", async () => {
    const seat = { orgId: "org_tie", userId: "user_tie", role: "org:admin" };
    const words = [
      membershipEvent("updated", { ...seat, role: "org:member" }, 50),
      membershipEvent("updated", seat, 50),
    ];
    for (const [at, event] of [...words, ...words.toReversed()].entries()) {
      await receiveEvent({ id: `msg_tie${at}`, event }, database);
      expect(await all("select role from memberships where org_id = 'org_tie'")).toEqual([
        '{"role":"org:member"}',
      ]);
    }
    await receiveEvent({ id: "msg_tie_end", event: membershipEvent("deleted", seat, 50) }, database);
    await receiveEvent({ id: "msg_tie_late", event: membershipEvent("created", seat, 50) }, database);
    expect(await all("select deleted_at_ms from memberships where org_id = 'org_tie'")).toEqual([
      '{"deleted_at_ms":50}',
    ]);
  });
});

describe("a webhook", () => {
  test("has one effect when it comes fifty times at once", async () => {
    const sent = { id: "msg_fifty", event: userEvent("created", { id: "user_fifty" }, 1) };
    const receipts = await Promise.all(Array.from({ length: 50 }, () => receiveEvent(sent, database)));
    expect(receipts.toSorted()).toEqual(["done", ...Array.from({ length: 49 }, () => "repeated")]);
  });

  test("that the database refuses leaves nothing, so that it has its effect when it comes again", async () => {
    const sent = { id: "msg_again", event: userEvent("created", { id: "user_again" }, 1) };
    await local.database.exec("alter table people rename to people_away");
    await expect(receiveEvent(sent, database)).rejects.toThrow(/no such table/);
    await local.database.exec("alter table people_away rename to people");
    expect(await all("select id from webhook_deliveries where id = 'msg_again'")).toEqual([]);
    expect(await receiveEvent(sent, database)).toBe("done");
    expect(await receiveEvent(sent, database)).toBe("repeated");
  });

  test("of an organization's end has one effect when it comes ten times at once, and is known again by a look", async () => {
    const { id, member } = await newOrganization(local);
    const sent = { id: "msg_end", event: organizationEvent("deleted", { id }, 9) };
    const receipts = await Promise.all(Array.from({ length: 10 }, () => receiveEvent(sent, database)));
    expect(receipts.toSorted()).toEqual(["done", ...Array.from({ length: 9 }, () => "repeated")]);

    const watched = watch(local.database);
    expect(await receiveEvent(sent, new Database(watched.connection))).toBe("repeated");
    expect(watched.seen().roundTrips).toBe(1);

    const seat = { orgId: id, userId: member.userId, role: "org:member" };
    const late = { id: "msg_after_end", event: membershipEvent("created", seat, 10) };
    expect(await receiveEvent(late, database)).toBe("ignored");
  });

  test("of an organization's end is finished by the hourly job where it was broken off", async () => {
    const { id } = await newOrganization(local);
    let batches = 0;
    const breaking = new Database({
      prepare: (sql) => local.database.prepare(sql),
      batch: <Row>(bound: D1PreparedStatement[]) => {
        batches += 1;
        if (batches === 3) throw new Error("the line broke");
        return local.database.batch<Row>(bound);
      },
    });
    const sent = { id: "msg_broken", event: organizationEvent("deleted", { id }, 9) };
    await expect(receiveEvent(sent, breaking)).rejects.toThrow(/line broke/);
    expect(await all(`select * from memberships where org_id = '${id}'`)).not.toEqual([]);
    await eraseDeletedOrganizations(database, Date.now());
    for (const { name } of TENANT_TABLES) {
      expect(await all(`select * from ${name} where org_id = '${id}'`), name).toEqual([]);
    }
    const [tombstone] = await all(`select erased_at_ms from deleted_organizations where id = '${id}'`);
    expect(tombstone).not.toContain("null");
    expect(await receiveEvent(sent, database)).toBe("done");
  });

  test("is forgotten after a month, and a session that ended after a day", async () => {
    const old = Date.now() - 31 * 24 * 60 * 60 * 1000;
    await local.database.exec(`insert into webhook_deliveries values ('msg_old', 'user.created', ${old})`);
    await local.database.exec(
      `insert into ended_sessions values ('sess_old', ${old}), ('sess_new', ${Date.now()})`,
    );
    await local.database.exec(
      `insert into webhook_deliveries values ('msg_new', 'user.created', ${Date.now()})`,
    );
    await forgetOldEvents(database, Date.now());
    expect(await all("select id from webhook_deliveries")).toEqual(['{"id":"msg_new"}']);
    expect(await all("select id from ended_sessions")).toEqual(['{"id":"sess_new"}']);
  });
});

test("a late read-through changes no word of an event, nor the end of a membership", async () => {
  const seat = { orgId: "org_late", userId: "user_late" };
  const scope = systemScope(orgIdOf(seat.orgId), database);
  const repository = organizationRepository(scope);
  const late = {
    userId: parseUserId(seat.userId) ?? expect.fail(),
    role: "org:admin",
    createdAtMs: 1,
    sourceEventAtMs: 0,
  };
  await receiveEvent(
    { id: "msg_late1", event: organizationEvent("updated", { id: seat.orgId, name: "New" }, 5) },
    database,
  );
  await receiveEvent(
    { id: "msg_late2", event: membershipEvent("updated", { ...seat, role: "org:member" }, 5) },
    database,
  );
  await scope.batch([
    repository.addOrganization({ name: "Old", slug: null, createdAtMs: 1, sourceEventAtMs: 0 }),
    repository.addMembership(late),
  ]);
  expect(await all("select name from organizations where org_id = 'org_late'")).toEqual(['{"name":"New"}']);
  expect(await all("select role from memberships where org_id = 'org_late'")).toEqual([
    '{"role":"org:member"}',
  ]);
  await receiveEvent(
    { id: "msg_late3", event: membershipEvent("deleted", { ...seat, role: "org:member" }, 6) },
    database,
  );
  await scope.batch([repository.addMembership(late)]);
  expect(await all("select deleted_at_ms from memberships where org_id = 'org_late'")).toEqual([
    '{"deleted_at_ms":6}',
  ]);
});
