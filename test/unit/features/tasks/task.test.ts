import { expect, test } from "vitest";
import { isOverdue } from "#src/features/tasks/task.ts";

const TODAY = "2026-11-24";

test("a task is overdue from the day after its day, and never once it is done", () => {
  const due = (dueOn: string | null) => isOverdue({ status: "in_progress", dueOn }, TODAY);
  expect([due("2026-11-23"), due("2026-11-24"), due("2026-12-01"), due(null)]).toEqual([
    true,
    false,
    false,
    false,
  ]);
  expect(isOverdue({ status: "done", dueOn: "2026-11-23" }, TODAY)).toBe(false);
});
