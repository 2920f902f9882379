import { afterAll, beforeAll, expect, test } from "vitest";
import { organizationRepository } from "#src/features/organization/organization-repository.ts";
import { seatRepository } from "#src/features/organization/seat-repository.ts";
import { actorIn, type Actor } from "#test/support/actors.ts";
import { startLocalD1, type LocalD1 } from "#test/support/local-d1.ts";

/** The mirror's own part in keeping an organization an admin, with no Clerk behind it to refuse what it lets through. */
let local: LocalD1;
beforeAll(async () => {
  local = await startLocalD1();
  await local.database.exec(
    "insert into people (id, name, source_event_at_ms) values ('user_ann', 'Ann', 1), ('user_bob', 'Bob', 1), ('user_cat', 'Cat', 1)",
  );
});
afterAll(() => local.dispose());

const HEARD_AT_MS = 5;
let organizations = 0;

type Seats = Readonly<Record<string, "org:admin" | "org:member" | "gone">>;

/** An organization with those people in it; another has Cat for an admin, who is of no use here. */
async function begin(seats: Seats): Promise<Actor> {
  organizations += 1;
  const orgId = `org_seats${organizations}`;
  const insert =
    "insert into memberships (org_id, user_id, role, created_at_ms, source_event_at_ms, deleted_at_ms) values (?, ?, ?, 1, ?, ?)";
  const rows = [
    ...Object.entries(seats).map(([id, role]) => [
      orgId,
      `user_${id}`,
      role === "gone" ? "org:admin" : role,
      HEARD_AT_MS,
      role === "gone" ? 2 : null,
    ]),
    [`${orgId}else`, "user_cat", "org:admin", HEARD_AT_MS, null],
  ];
  await local.database.batch(rows.map((row) => local.database.prepare(insert).bind(...row)));
  return actorIn(local.database, orgId, { id: "user_ann", role: "org:admin" });
}

function idOf(name: string) {
  return actorIn(local.database, "org_any", { id: `user_${name}`, role: "org:member" }).userId;
}

/** Whether that person stepped down, asked to by the actor. */
async function stepDown({ scope, userId }: Actor, name: string): Promise<boolean> {
  const [stepped] = await scope.batch([seatRepository(scope).stepDown(idOf(name), userId)]);
  return stepped.length === 1;
}

async function rolesIn({ tenant }: Actor): Promise<string> {
  const { results } = await local.database
    .prepare(
      "select user_id, role from memberships where org_id = ? and deleted_at_ms is null order by user_id",
    )
    .bind(tenant.orgId)
    .all<{ user_id: string; role: string }>();
  return results.map(({ user_id: userId, role }) => `${userId.slice(5)} ${role.slice(4)}`).join(", ");
}

test("an admin steps down where another remains, who asks for it or does not", async () => {
  const one = await begin({ ann: "org:admin", bob: "org:admin" });
  expect([await stepDown(one, "bob"), await rolesIn(one)]).toEqual([true, "ann admin, bob member"]);
  const two = await begin({ ann: "org:admin", bob: "org:admin" });
  expect([await stepDown(two, "ann"), await rolesIn(two)]).toEqual([true, "ann member, bob admin"]);
});

test.each<[string, Seats]>([
  ["nobody else is there", { ann: "org:admin" }],
  ["all others are members", { ann: "org:admin", bob: "org:member" }],
  ["the other admin has left", { ann: "org:admin", bob: "gone" }],
])("the last admin does not, where %s; another organization's is none", async (_, seats) => {
  const actor = await begin(seats);
  const before = await rolesIn(actor);
  expect([await stepDown(actor, "ann"), await rolesIn(actor)]).toEqual([false, before]);
});

test.each<[string, Seats]>([
  ["is a member by now", { ann: "org:member", bob: "org:admin", cat: "org:admin" }],
  ["has left by now", { ann: "gone", bob: "org:admin", cat: "org:admin" }],
])("nobody steps down at the word of who %s", async (_, seats) => {
  const actor = await begin(seats);
  expect([await stepDown(actor, "bob"), await rolesIn(actor)]).toEqual([
    false,
    expect.stringContaining("bob admin"),
  ]);
});

test("who does not lead has nothing to step down from", async () => {
  const actor = await begin({ ann: "org:admin", bob: "org:member", cat: "org:admin" });
  expect([await stepDown(actor, "bob"), await rolesIn(actor)]).toEqual([
    false,
    "ann admin, bob member, cat admin",
  ]);
});

test("of two who do it to each other at once one stays, fifty times over", async () => {
  for (let repeat = 0; repeat < 50; repeat += 1) {
    const ann = await begin({ ann: "org:admin", bob: "org:admin" });
    const bob = actorIn(local.database, ann.tenant.orgId, { id: "user_bob", role: "org:admin" });
    const outcomes = await Promise.all([stepDown(ann, "bob"), stepDown(bob, "ann")]);
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    expect((await rolesIn(ann)).match(/admin/g)).toEqual(["admin"]);
  }
});

const bob = () => ({ userId: idOf("bob"), createdAtMs: 1 });

test.each([
  [HEARD_AT_MS, "ann admin, bob admin"],
  [HEARD_AT_MS - 1, "ann admin, bob member"],
])(
  "a role that Clerk has given is written down unless an event of later has been heard: of %i",
  async (sinceMs, after) => {
    const actor = await begin({ ann: "org:admin", bob: "org:member" });
    await actor.scope.batch([seatRepository(actor.scope).hold(bob().userId, { role: "org:admin", sinceMs })]);
    expect(await rolesIn(actor)).toBe(after);
  },
);

/** Bob's membership, which began then, as an event has it. */
async function hear(
  { scope }: Actor,
  event: { readonly atMs: number; readonly role: string; readonly createdAtMs: number },
) {
  const { atMs: sourceEventAtMs, ...membership } = event;
  const told = { ...membership, userId: bob().userId, sourceEventAtMs, deletedAtMs: null };
  await scope.batch([organizationRepository(scope).putMembership(told)]);
}

test("a role that was given to who had left and joined again is written down", async () => {
  const actor = await begin({ ann: "org:admin", bob: "org:member" });
  await hear(actor, { atMs: 15, role: "org:member", createdAtMs: 15 });
  await actor.scope.batch([
    seatRepository(actor.scope).hold(bob().userId, { role: "org:admin", sinceMs: 20 }),
  ]);
  expect(await rolesIn(actor)).toBe("ann admin, bob admin");
});

test("an event of before, heard late, gives no role back that Clerk has taken since", async () => {
  const actor = await begin({ ann: "org:admin", bob: "org:admin" });
  await stepDown(actor, "bob");
  await actor.scope.batch([
    seatRepository(actor.scope).hold(bob().userId, { role: "org:member", sinceMs: 20 }),
  ]);
  await hear(actor, { atMs: 19, role: "org:admin", createdAtMs: 1 });
  expect(await rolesIn(actor)).toBe("ann admin, bob member");
  await hear(actor, { atMs: 21, role: "org:admin", createdAtMs: 1 });
  expect(await rolesIn(actor)).toBe("ann admin, bob admin");
});

test("who was removed comes back by joining again alone, whatever of the old membership is heard late", async () => {
  const actor = await begin({ ann: "org:admin", bob: "org:member" });
  // Between the question and Clerk's answer.
  await hear(actor, { atMs: 19, role: "org:admin", createdAtMs: 1 });
  await actor.scope.batch([seatRepository(actor.scope).end(bob(), 9)]);
  expect(await rolesIn(actor)).toBe("ann admin");
  await hear(actor, { atMs: 20, role: "org:admin", createdAtMs: 1 });
  expect(await rolesIn(actor)).toBe("ann admin");
  await hear(actor, { atMs: 30, role: "org:member", createdAtMs: 25 });
  expect(await rolesIn(actor)).toBe("ann admin, bob member");
  // The end of the first one, once more.
  await actor.scope.batch([seatRepository(actor.scope).end(bob(), 9)]);
  expect(await rolesIn(actor)).toBe("ann admin, bob member");
});

test("who was removed after joining again unheard stays away, whatever of that is heard late", async () => {
  const actor = await begin({ ann: "org:admin", bob: "org:member" });
  await actor.scope.batch([seatRepository(actor.scope).end({ ...bob(), createdAtMs: 25 }, 9)]);
  await hear(actor, { atMs: 26, role: "org:admin", createdAtMs: 25 });
  expect(await rolesIn(actor)).toBe("ann admin");
});
