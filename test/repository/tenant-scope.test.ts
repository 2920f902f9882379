import { desc, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Database, isForeignKeyFailure } from "#src/db/database.ts";
import { memberships, people } from "#src/db/mirror-schema.ts";
import { taskDays, tasks } from "#src/db/schema.ts";
import { OPEN_ORGANIZATION, prepareSelection, TenantScope } from "#src/db/tenant-scope.ts";
import { newTaskId, parseOrgId, parseUserId, type OrgId, type UserId } from "#src/lib/ids.ts";
import { startLocalD1, type LocalD1 } from "#test/support/local-d1.ts";

let local: LocalD1;
beforeAll(async () => {
  local = await startLocalD1();
});
afterAll(() => local.dispose());

let organizations = 0;

function newScope(): { scope: TenantScope; orgId: OrgId; userId: UserId } {
  organizations += 1;
  const orgId = parseOrgId(`org_test${organizations}`);
  const userId = parseUserId(`user_test${organizations}`);
  if (orgId === null || userId === null) throw new Error("the ids of this test are none");
  return { scope: new TenantScope(orgId, new Database(local.database)), orgId, userId };
}

const TASK = { title: "t", description: "", status: "todo" as const };
const NEW = { createdAtMs: 1, updatedAtMs: 1, version: 1 };

function taskOf(userId: UserId, id = newTaskId()) {
  return { ...TASK, ...NEW, id, createdBy: userId };
}

/** What of a task may be left out where it is added alone. */
const EVERY_COLUMN = { assigneeId: null, dueOn: null };
const ID = { id: tasks.id };
const all = (scope: TenantScope) => scope.select({ from: tasks, columns: ID, limit: 10 });

describe("a tenant scope", () => {
  test("reads, changes and deletes the rows of its own organization only, even under the same id", async () => {
    const [acme, globex] = [newScope(), newScope()];
    const id = newTaskId();
    for (const { scope, userId } of [acme, globex])
      await scope.batch([scope.insert(tasks, taskOf(userId, id))]);

    const [changed] = await acme.scope.batch([
      acme.scope.update(tasks, { set: { title: "changed" }, where: [eq(tasks.id, id)], returning: ID }),
    ]);
    expect(changed).toEqual([{ id }]);
    const title = { title: tasks.title };
    const [theirs] = await globex.scope.batch([
      globex.scope.select({ from: tasks, columns: title, limit: 5 }),
    ]);
    expect(theirs).toEqual([{ title: "t" }]);

    await acme.scope.batch([acme.scope.delete(tasks, { where: [eq(tasks.id, id)], returning: ID })]);
    expect(await acme.scope.batch([all(acme.scope)])).toEqual([[]]);
    expect(await globex.scope.batch([all(globex.scope)])).toEqual([[{ id }]]);
  });

  test("puts its organization's id into every statement, whatever the predicates are", () => {
    const { scope, orgId, userId } = newScope();
    const statements = [
      all(scope),
      scope.select({ from: tasks, columns: ID, where: [sql`1 = 1 or 1 = 1`], limit: 1 }),
      scope.select({
        from: memberships,
        columns: { name: people.name },
        join: { table: people, on: eq(people.id, memberships.userId) },
        limit: 1,
      }),
      scope.insert(tasks, taskOf(userId)),
      scope.update(tasks, { set: { title: "x" }, where: [sql`1 = 1`], returning: ID }),
      scope.delete(tasks, { where: [sql`1 = 1 or 1 = 1`], returning: ID }),
    ];
    for (const { sql: text, params } of statements) {
      expect(text).toMatch(/"org_id" = \?|insert into "tasks" \("org_id"/);
      expect(params).toContain(orgId);
    }
    // A predicate with an "or" cannot widen the filter: each stands in parentheses of its own.
    expect(statements[1]?.sql).toContain('"org_id" = ? and (1 = 1 or 1 = 1)');
  });

  test("binds a joined tenant table to the organization too", () => {
    const { scope, orgId } = newScope();
    const { sql: text, params } = scope.select({
      from: tasks,
      columns: ID,
      join: { table: memberships, on: eq(memberships.userId, tasks.assigneeId) },
      limit: 1,
    });
    expect(text.match(/"org_id" = \?/g)).toHaveLength(2);
    expect(params.filter((param) => param === orgId)).toHaveLength(2);
  });

  test("adds a row to its own organization, whatever organization the row names", () => {
    const { scope, orgId, userId } = newScope();
    // As a caller that goes round the types would write it.
    const row = { ...taskOf(userId), orgId: "org_another" } as unknown as ReturnType<typeof taskOf>;
    const { params } = scope.insert(tasks, row);
    expect(params).toContain(orgId);
    expect(params).not.toContain("org_another");
  });

  test("binds a prepared selection to its own organization, whoever bound it before", async () => {
    const prepared = prepareSelection({ from: tasks, columns: ID, limit: 10 });
    const [acme, globex] = [newScope(), newScope()];
    for (const { scope, userId } of [acme, globex]) {
      const task = taskOf(userId);
      await scope.batch([scope.insert(tasks, task)]);
      expect(await scope.batch([scope.bind(prepared)])).toEqual([[{ id: task.id }]]);
    }
  });

  test("refuses a prepared selection that leaves no organization open", () => {
    const { scope } = newScope();
    const { text, slots } = prepareSelection({ from: tasks, columns: ID, limit: 10 });
    const closed = { text, slots: slots.map((slot) => (typeof slot === "number" ? slot : "org_other")) };
    expect(() => scope.bind(closed)).toThrow(/no organization open/);
  });

  test.each(["", "org_", "acme", "org_a b"])("is not made for %j", (text) => {
    // The brand is what the constructor must not trust.
    expect(() => new TenantScope(text as OrgId, new Database(local.database))).toThrow(/organization id/);
  });

  test.each([0, -1, 1.5, Number.NaN])("makes no list of %s rows", (limit) => {
    const { scope } = newScope();
    expect(() => scope.select({ from: tasks, columns: ID, limit })).toThrow(/limit/);
  });

  test("refuses a predicate that is undefined, and a change of organization", () => {
    const { scope, orgId } = newScope();
    // What a caller without types could do.
    const loose = scope as unknown as Record<"delete" | "update", (...args: unknown[]) => unknown>;
    expect(() => loose.delete(tasks, { where: [undefined], returning: ID })).toThrow(/undefined/);
    expect(() =>
      loose.update(tasks, { set: { orgId }, where: [eq(tasks.version, 1)], returning: ID }),
    ).toThrow(/never changes/);
  });

  test("writes all of a batch or nothing", async () => {
    const { scope, userId } = newScope();
    const task = taskOf(userId);
    const twice = scope.batch([scope.insert(tasks, task), scope.insert(tasks, task)]);
    await expect(twice).rejects.toThrow(/UNIQUE/);
    expect(await scope.batch([all(scope)])).toEqual([[]]);
  });

  test("cannot refer to another organization's member", async () => {
    const [acme, globex] = [newScope(), newScope()];
    const member = { userId: globex.userId, role: "org:member", createdAtMs: 1, sourceEventAtMs: 1 };
    await globex.scope.batch([globex.scope.insert(memberships, member)]);
    const own = { ...taskOf(globex.userId), assigneeId: globex.userId };
    await globex.scope.batch([globex.scope.insert(tasks, own)]);

    const foreign = acme.scope.batch([
      acme.scope.insert(tasks, { ...taskOf(acme.userId), assigneeId: globex.userId }),
    ]);
    const error: unknown = await foreign.catch((thrown: unknown) => thrown);
    expect(isForeignKeyFailure(error)).toBe(true);
  });

  test("orders as asked", async () => {
    const { scope, userId } = newScope();
    const rows = [1, 3, 2].map((createdAtMs) => ({ ...taskOf(userId), createdAtMs }));
    await scope.batch(rows.map((row) => scope.insert(tasks, row)));
    const columns = { createdAtMs: tasks.createdAtMs };
    const [found] = await scope.batch([
      scope.select({ from: tasks, columns, orderBy: [desc(tasks.createdAtMs)], limit: 2 }),
    ]);
    expect(found).toEqual([{ createdAtMs: 3 }, { createdAtMs: 2 }]);
  });
});

describe("rows added together", () => {
  test("are the scope's own organization's, whatever they say", async () => {
    const { scope, userId } = newScope();
    const other = newScope();
    const rows = [1, 2].map((createdAtMs) => ({ ...taskOf(userId), createdAtMs, orgId: other.orgId }));
    // What a caller without types could do.
    await scope.batch([scope.insertAll(tasks, rows as never)]);
    const [[own], [others]] = [await scope.batch([all(scope)]), await other.scope.batch([all(other.scope)])];
    expect([own.length, others.length]).toEqual([2, 0]);
  });

  test("leave a row of the same key as it is only where that is asked for", async () => {
    const { scope, userId } = newScope();
    const row = taskOf(userId);
    const wanted = [{ ...row, title: "other" }, taskOf(userId)].map((each) => ({ ...EVERY_COLUMN, ...each }));
    await scope.batch([scope.insert(tasks, row)]);
    await expect(scope.batch([scope.insertAll(tasks, wanted)])).rejects.toThrow(/UNIQUE/);
    await scope.batch([scope.insertAll(tasks, wanted, { ifNew: true })]);
    const titles = scope.select({ from: tasks, columns: { title: tasks.title }, limit: 9 });
    expect(await scope.batch([titles])).toEqual([[{ title: "t" }, { title: "t" }]]);
  });
});

test("a row that is put is the scope's own organization's, whatever it says", async () => {
  const [own, other] = [newScope(), newScope()];
  const row = { userId: own.userId, role: "org:member", createdAtMs: 1, sourceEventAtMs: 1 };
  // What a caller without types could do.
  await own.scope.batch([own.scope.put(memberships, { ...row, orgId: other.orgId } as never, sql`true`)]);
  const [[seats], [others]] = [await own.scope.batch([ids(own)]), await other.scope.batch([ids(other)])];
  expect([seats.length, others.length]).toEqual([1, 0]);
});

const ids = ({ scope }: { scope: TenantScope }) =>
  scope.select({ from: memberships, columns: { userId: memberships.userId }, limit: 9 });
const days = (scope: TenantScope) =>
  scope.select({ from: taskDays, columns: { day: taskDays.day }, where: [sql`added = 1`], limit: 9 });

describe("rows made of rows", () => {
  test("are of the scope's own organization, and made of its rows alone", async () => {
    const [acme, globex] = [newScope(), newScope()];
    for (const { scope, userId } of [acme, globex]) {
      await scope.batch([scope.insert(tasks, taskOf(userId)), scope.insert(tasks, taskOf(userId))]);
    }
    const values = { day: sql`${tasks.id}`, added: 1, completed: 0 };
    const source = { from: tasks, where: [sql`1 = 1 or 1 = 1`] as const, values };
    await acme.scope.batch([acme.scope.insertFrom(taskDays, source)]);
    const made = await acme.scope.batch([days(acme.scope), all(acme.scope)]);
    expect(made[0].map(({ day }) => day).toSorted()).toEqual(made[1].map(({ id }) => id).toSorted());
    expect(await globex.scope.batch([days(globex.scope)])).toEqual([[]]);
  });

  test("bind every table they come from to the organization", () => {
    const { scope, orgId } = newScope();
    const { sql: text, params } = scope.insertFrom(taskDays, {
      from: memberships,
      join: { table: tasks, on: sql`1 = 1 or 1 = 1` },
      where: [sql`1 = 1`],
      values: { day: sql`${tasks.id}`, added: 1, completed: sql`(select ${OPEN_ORGANIZATION})` },
    });
    expect(text.match(/"org_id" = \?/g)).toHaveLength(2);
    expect(params.filter((param) => param === orgId)).toHaveLength(4);
  });

  test("are made for no chosen organization", () => {
    const { scope, orgId } = newScope();
    // What a caller without types could do.
    const loose = scope as unknown as Record<"insertFrom", (...args: unknown[]) => unknown>;
    const values = { orgId, day: "2026-11-24", added: 1, completed: 0 };
    expect(() => loose.insertFrom(taskDays, { from: tasks, where: [sql`1 = 1`], values })).toThrow(
      /its scope/,
    );
  });
});
