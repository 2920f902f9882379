import { afterAll, beforeAll, expect, test } from "vitest";
import { organizationRepository } from "#src/features/organization/organization-repository.ts";
import { readReport } from "#src/features/reports/read-report.ts";
import { newOrganization } from "#test/support/actors.ts";
import { startLocalD1, type LocalD1 } from "#test/support/local-d1.ts";

let local: LocalD1;
beforeAll(async () => {
  local = await startLocalD1();
});
afterAll(() => local.dispose());

const NOW_MS = Date.UTC(2026, 10, 29, 12);

// In numbers of their own, as in test/unit/features/limits.test.ts.

test("a roster has a hundred members at most", async () => {
  const { id, admin } = await newOrganization(local);
  await local.database.batch(
    Array.from({ length: 101 }, (_, nth) => [
      local.database
        .prepare("insert into people values (?, ?, null, null, 1, null)")
        .bind(`user_many${nth}`, `${nth}`),
      local.database
        .prepare("insert into memberships values (?, ?, 'org:member', 1, 1, null)")
        .bind(id, `user_many${nth}`),
    ]).flat(),
  );
  const [roster] = await admin.scope.batch([organizationRepository(admin.scope).roster()]);
  expect(roster).toHaveLength(100);
});

test("a report counts twenty overdue tasks, and says whether there are more", async () => {
  const { id, admin } = await newOrganization(local);
  const overdue = async (count: number) => {
    const insert =
      "insert into tasks (org_id, id, title, description, status, due_on, created_by, created_at_ms, updated_at_ms, version) values (?, ?, 't', '', 'todo', '2026-11-28', ?, 1, 1, 1)";
    await local.database.batch(
      Array.from({ length: count }, () =>
        local.database
          .prepare(insert)
          .bind(id, `tsk_${crypto.randomUUID().replaceAll("-", "")}`.slice(0, 30), admin.userId),
      ),
    );
    return (await readReport(admin.scope, NOW_MS)).overdue;
  };
  expect(await overdue(20)).toEqual({ count: 20, isMore: false });
  expect(await overdue(1)).toEqual({ count: 20, isMore: true });
});
