import { describe, expect, test } from "vitest";
import { readCursor, writeCursor } from "#src/features/tasks/task-cursor.ts";
import { parseTaskList, unknownFields } from "#src/features/tasks/task-list.ts";
import { parseTaskIds } from "#src/features/tasks/complete-tasks.ts";
import { TASK_SORTS } from "#src/features/tasks/task.ts";
import { newTaskId } from "#src/lib/ids.ts";
import { ADA } from "#test/support/people.ts";

const parse = (query: string) => parseTaskList(new URLSearchParams(query));

describe("a query for tasks", () => {
  test("that asks for nothing gets all, newest first", () => {
    const all = { kind: "sorted", status: null, assignee: null, sort: "created", after: null };
    for (const query of ["", "q=&status=&assignee=&sort=&after=", "page=2"]) {
      expect(parse(query)).toEqual({ ok: true, value: all });
    }
  });

  test("says what is shown and in which order", () => {
    expect(parse(`status=done&assignee=${ADA.id}&sort=due`)).toMatchObject({
      value: { kind: "sorted", status: "done", assignee: ADA.id, sort: "due" },
    });
    expect(parse("q=  Plan, the  move! &assignee=nobody&after=123")).toMatchObject({
      value: { kind: "search", words: ["Plan", "the", "move"], assignee: "nobody", after: "123" },
    });
  });

  test.each([
    ["status=open", "status"],
    ["sort=random", "sort"],
    ["assignee=user_", "assignee"],
    [`q=${"é".repeat(101)}`, "q"],
    ["q=a+b+c+d+e+f+g+h+i", "q"],
    ["q=%3F%21", "q"],
    ["q=a%00b", "q"],
    ["after=elsewhere", "after"],
    ["q=plan&after=12x", "after"],
    ["q=plan&after=12345678901234567890", "after"],
    ["sort=due&after=2026-02-30.tsk_aaaaaaaaaaaaaaaaaaaaaaaaaa", "after"],
  ])("is told at its field what is wrong: %s", (query, field) => {
    const refused = parse(query);
    if (refused.ok) throw new Error("it was taken");
    expect(Object.entries(refused.reason)).toEqual([[field, expect.stringMatching(/^[A-Z].*\.$/)]]);
  });

  test("names what no list knows", () => {
    expect(unknownFields(new URLSearchParams("q=a&sort=due&organization=org_x"))).toEqual(["organization"]);
  });
});

describe("a place in a list", () => {
  const task = { id: newTaskId(), createdAtMs: 5, dueOn: null, title: "To. tsk_x, über alles\n" };

  test.each(TASK_SORTS)("is read as it was written, by %s", (sort) => {
    const read = readCursor(writeCursor({ ...task, title: task.title.trim() }, sort), sort);
    expect(read).not.toBeNull();
    expect(read === null ? null : writeCursor(read, sort)).toBe(
      writeCursor({ ...task, title: task.title.trim() }, sort),
    );
  });

  test.each(["", "5", `x.${task.id}`, `5.tsk_short`, `5.${task.id}x`])("is not %j", (text) => {
    expect(readCursor(text, "created")).toBeNull();
  });
});

describe("tasks that were ticked", () => {
  test("are at least one and at most a page, each once", () => {
    const ids = Array.from({ length: 50 }, newTaskId);
    expect(parseTaskIds([...ids, ...ids])).toEqual({ ok: true, value: ids });
    for (const wrong of [[], [...ids, newTaskId()], [...ids.slice(1), "tsk_x"], [null]]) {
      expect(parseTaskIds(wrong).ok).toBe(false);
    }
  });
});
