import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deletePost, stepPost } from "#src/features/posts/change-post.ts";
import { draftPost } from "#src/features/posts/draft-post.ts";
import { readReport } from "#src/features/reports/read-report.ts";
import { deleteTask, stepTask } from "#src/features/tasks/change-task.ts";
import { createTask } from "#src/features/tasks/create-task.ts";
import { newOrganization } from "#test/support/actors.ts";
import { startLocalD1, type LocalD1 } from "#test/support/local-d1.ts";
import { valueOf } from "#test/support/results.ts";

let local: LocalD1;
beforeAll(async () => {
  local = await startLocalD1();
});
afterAll(() => local.dispose());

const at = { nowMs: Date.UTC(2026, 10, 24, 12) };
const DRAFT = { title: "Call the bank", description: "", assigneeId: null, dueOn: null };
const POST = { title: "News", body: "All is well." };

describe("figures", () => {
  test("follow every change without anything being counted", async () => {
    const { admin } = await newOrganization(local);
    const nowMs = Date.now();
    const [one, two, three] = await Promise.all(
      ["2026-11-01", null, "2999-01-01"].map(async (dueOn) =>
        valueOf(await createTask(admin, { ...DRAFT, dueOn }, { nowMs })),
      ),
    );
    if (one === undefined || two === undefined || three === undefined) throw new Error("no tasks");
    valueOf(await stepTask(admin, { id: one, version: 1 }, "start"));
    valueOf(await stepTask(admin, { id: two, version: 1 }, "complete"));
    const draft = valueOf(await draftPost(admin, POST, at));
    valueOf(await draftPost(admin, POST, at));
    valueOf(await stepPost(admin, { id: draft, version: 1 }, "publish"));
    const report = await readReport(admin.scope, nowMs);
    expect(report.counters).toEqual({ todo: 1, inProgress: 1, done: 1, drafts: 1, published: 1 });
    expect(report.overdue).toEqual({ count: 1, isMore: false });
    expect(report.days).toHaveLength(30);
    expect(report.days.at(-1)).toMatchObject({ added: 3, completed: 1 });
    for (const [id, version] of [
      [one, 2],
      [two, 2],
      [three, 1],
    ] as const) {
      valueOf(await deleteTask(admin, { id, version }));
    }
    valueOf(await deletePost(admin, { id: draft, version: 2 }));
    const { counters } = await readReport(admin.scope, nowMs);
    expect(counters).toEqual({ todo: 0, inProgress: 0, done: 0, drafts: 1, published: 0 });
  });
});
