import { describe, expect, test } from "vitest";
import { Database } from "#src/db/database.ts";
import { openMemoryD1, type MemoryD1 } from "#test/support/memory-d1.ts";
import {
  membershipEvent,
  organizationEvent,
  randomNumbers,
  receiveEvent,
  shuffled,
  userEvent,
  type Sent,
} from "#test/support/webhook-events.ts";

const SHUFFLES = 500;
const seed = Number(process.env["SEED"] ?? Date.now() % 1_000_000_000);

/** Each history has ids of its own, which end in its name. */
function historyOf(name: string): readonly Sent[] {
  const [orgId, a, b] = [`org_${name}`, `user_a${name}`, `user_b${name}`];
  const [admin, member] = ["org:admin", "org:member"];
  const events = [
    userEvent("created", { id: a, name: "A" }, 101),
    organizationEvent("created", { id: orgId, name: "First" }, 102),
    membershipEvent("created", { orgId, userId: a, role: admin }, 103),
    userEvent("created", { id: b, name: "B" }, 104),
    membershipEvent("created", { orgId, userId: b, role: member }, 105),
    organizationEvent("updated", { id: orgId, name: "Second" }, 106),
    membershipEvent("updated", { orgId, userId: b, role: admin }, 107),
    membershipEvent("updated", { orgId, userId: b, role: member }, 108),
    userEvent("updated", { id: b, name: "B Two" }, 109),
    membershipEvent("deleted", { orgId, userId: b, role: member }, 110),
    membershipEvent("created", { orgId, userId: b, role: member }, 111),
    userEvent("deleted", { id: a }, 112),
  ];
  return events.map((event, at) => ({ id: `msg_${name}x${at}`, event }));
}

const TABLES = ["organizations", "memberships", "people", "deleted_organizations", "organization_counters"];

/** Everything that was made of histories, by their names, which are left out of it. */
function outcomes({ all }: MemoryD1): ReadonlyMap<string, string> {
  const rows = TABLES.flatMap((table) => all(`select * from ${table}`).map((row) => ({ table, row })));
  const lines = rows.map(({ table, row }) => `${table} ${JSON.stringify(row)}`);
  const ofEach = [...Map.groupBy(lines, nameIn)];
  return new Map(
    ofEach.map(([name, own]) => [
      name,
      own
        .map((line) => line.replaceAll(name, ""))
        .toSorted()
        .join("\n"),
    ]),
  );
}

function nameIn(line: string): string {
  return /:"(?:org_|user_[ab])(\w+)"/.exec(line)?.[1] ?? "none";
}

/** Sends every history in an order of its own, some of it twice; answers the orders. */
async function sendShuffled(
  { connection }: MemoryD1,
  histories: ReadonlyMap<string, readonly Sent[]>,
  random: () => number,
): Promise<ReadonlyMap<string, string>> {
  const database = new Database(connection);
  const orders = new Map<string, string>();
  for (const [name, history] of histories) {
    const order = shuffled([...history, ...history.filter(() => random() < 0.2)], random);
    for (const sent of order) await receiveEvent(sent, database);
    orders.set(name, `SEED=${seed}: ${order.map(({ event }) => event.timestamp).join()}`);
  }
  return orders;
}

function named(count: number, history: (name: string) => readonly Sent[]) {
  return new Map(Array.from({ length: count }, (_, at) => [`no${at}z`, history(`no${at}z`)] as const));
}

describe("events in any order", () => {
  test(`end as the history did: ${SHUFFLES} shuffles of 12 events (SEED=${seed})`, async () => {
    const memory = openMemoryD1();
    const inOrder = historyOf("inorder");
    expect(inOrder).toHaveLength(12);
    for (const sent of inOrder)
      expect(await receiveEvent(sent, new Database(memory.connection))).toBe("done");
    const orders = await sendShuffled(memory, named(SHUFFLES, historyOf), randomNumbers(seed));
    const found = outcomes(memory);
    const expected = found.get("inorder");
    expect(expected).toContain('"name":"Second"');
    expect(expected).toContain('"name":"B Two","email":"user_b@x.example"');
    expect(expected).toContain('"name":"","email":null,"image_url":null');
    expect(expected).toContain('"user_id":"user_b","role":"org:member","created_at_ms":111');
    expect(expected?.match(/"deleted_at_ms":112/g)).toHaveLength(2);
    expect(orders.size).toBe(SHUFFLES);
    for (const [name, order] of orders) expect(found.get(name), order).toBe(expected);
    expect(memory.all("select id from webhook_deliveries")).toHaveLength(12 * (SHUFFLES + 1));
  });

  test(`bring no deleted organization back: 100 shuffles (SEED=${seed})`, async () => {
    const memory = openMemoryD1();
    const orders = await sendShuffled(memory, named(100, endedHistoryOf), randomNumbers(seed + 1));
    const found = outcomes(memory);
    expect(orders.size).toBe(100);
    for (const [name, order] of orders) {
      const tables = found
        .get(name)
        ?.split("\n")
        .map((line) => line.split(" ")[0]);
      expect(tables, order).toEqual(["deleted_organizations", "people", "people"]);
    }
  });
});

/** The organization is deleted, and Clerk tells of a membership that ended with it. */
function endedHistoryOf(name: string): readonly Sent[] {
  const orgId = `org_${name}`;
  const seat = { orgId, userId: `user_a${name}`, role: "org:admin" };
  return [
    ...historyOf(name).slice(0, 8),
    { id: `msg_${name}end`, event: organizationEvent("deleted", { id: orgId }, 109) },
    { id: `msg_${name}cascade`, event: membershipEvent("deleted", seat, 109) },
  ];
}
