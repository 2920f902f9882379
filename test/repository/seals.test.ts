import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Database } from "#src/db/database.ts";
import { systemScope } from "#src/db/system-scope.ts";
import { sealActivity } from "#src/features/activity/seal-activity.ts";
import { verifyActivity } from "#src/features/activity/verify-activity.ts";
import { createTask } from "#src/features/tasks/create-task.ts";
import { sealAllActivity } from "#src/jobs/seal-all-activity.ts";
import { verifyAllActivity } from "#scripts/organization/verify-all-activity.ts";
import { newOrganization } from "#test/support/actors.ts";
import { startLocalD1, type LocalD1 } from "#test/support/local-d1.ts";

let local: LocalD1;
beforeAll(async () => {
  local = await startLocalD1();
  // Who has the database itself can do away with its guards.
  const guards = ["activity_never_changes", "activity_stays", "activity_seals_never_change"];
  await local.database.batch(guards.map((name) => local.database.prepare(`drop trigger ${name}`)));
});
afterAll(() => local.dispose());

let organization: Awaited<ReturnType<typeof newOrganization>>;
beforeEach(async () => {
  organization = await newOrganization(local);
  for (let nth = 1; nth <= 5; nth += 1) await addTask(`Task ${nth}`);
  await sealAllActivity(new Database(local.database));
});

async function addTask(title: string) {
  const draft = { title, description: "", assigneeId: null, dueOn: null };
  await createTask(organization.member, draft, { nowMs: 1 });
}

function run(sql: string) {
  return local.database.prepare(sql).bind(organization.id).run();
}

function verify() {
  const { orgId } = organization.admin.tenant;
  return verifyActivity(systemScope(orgId, new Database(local.database)), orgId);
}

describe("a sealed log", () => {
  test("fits its seals, and what came since waits for the next run", async () => {
    expect(await verify()).toEqual({ sealed: 5, faults: [] });
    await addTask("Task 6");
    expect(await verify()).toEqual({ sealed: 5, faults: [] });
    await sealAllActivity(new Database(local.database));
    expect(await verify()).toEqual({ sealed: 6, faults: [] });
  });

  test.each([
    'update activity set details = \'{"title":"Nothing"}\' where org_id = ? and seq = 3',
    "update activity set actor_id = 'user_somebody' where org_id = ? and seq = 3",
    "update activity set at_ms = at_ms + 1 where org_id = ? and seq = 3",
    "update activity set subject_id = subject_id || 'x' where org_id = ? and seq = 3",
  ])("gives away the one row that was edited: %s", async (sql) => {
    await run(sql);
    expect((await verify()).faults).toEqual([{ seq: 3, kind: "edited" }]);
  });

  test("gives away a row that is gone, and a seal that was replaced", async () => {
    await run("update activity_seals set hash = 'made up' where org_id = ? and seq = 2");
    expect((await verify()).faults).toEqual([
      { seq: 2, kind: "edited" },
      { seq: 3, kind: "edited" },
    ]);
    await run("delete from activity_seals where org_id = ? and seq = 5");
    await run("delete from activity where org_id = ? and seq = 5");
    expect((await verify()).faults.at(-1)).toEqual({ seq: 5, kind: "missing" });
  });

  test("is verified for all organizations, each named", async () => {
    await run("update activity set action = 'task.deleted' where org_id = ? and seq = 4");
    const faulty: unknown[] = [];
    for await (const { orgId, faults } of verifyAllActivity(new Database(local.database))) {
      if (orgId === organization.id) faulty.push(...faults);
    }
    expect(faulty).toEqual([{ seq: 4, kind: "edited" }]);
  });

  test("is one chain also when two runs meet, and over more rows than one run's batch", async () => {
    for (let nth = 0; nth < 120; nth += 1) await addTask(`More ${nth}`);
    const { orgId } = organization.admin.tenant;
    const scope = systemScope(orgId, new Database(local.database));
    await Promise.allSettled([sealActivity(scope, orgId), sealActivity(scope, orgId)]);
    await sealActivity(scope, orgId);
    await sealActivity(scope, orgId);
    expect(await verify()).toEqual({ sealed: 125, faults: [] });
  });
});
