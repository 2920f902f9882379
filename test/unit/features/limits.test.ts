import { describe, expect, test } from "vitest";
import { parseInvitationList } from "#src/features/invitations/invitation-list.ts";
import { parsePost } from "#src/features/posts/post-form.ts";
import { COMMENT_FIELD } from "#src/features/tasks/comment-on-task.ts";
import { EMPTY_TASK, parseTask } from "#src/features/tasks/task-form.ts";
import { VERSION_FIELD } from "#src/lib/input.ts";

// In numbers of their own: a limit that was moved by accident agrees with its own name wherever that is used.

const of = (length: number) => "x".repeat(length);
/** So many addresses, each of so many bytes with its line's end. */
const listOf = (count: number, bytes: number) =>
  Array.from({ length: count }, (_, at) => `${at}@x.example`.padStart(bytes - 1, "a")).join("\n");

type Limit = readonly [what: string, most: number, read: (size: number) => { readonly ok: boolean }];

describe("what people may send ends with", () => {
  test.each<Limit>([
    ["a task's title", 200, (size) => parseTask({ ...EMPTY_TASK, title: of(size) })],
    [
      "a task's description",
      10_000,
      (size) => parseTask({ ...EMPTY_TASK, title: "t", description: of(size) }),
    ],
    ["a comment", 4000, (size) => COMMENT_FIELD.read(of(size))],
    ["a post's title", 200, (size) => parsePost({ title: of(size), body: "b" })],
    ["a post's body", 20_000, (size) => parsePost({ title: "t", body: of(size) })],
    ["a version", 999_999_999, (size) => VERSION_FIELD.read(size)],
    ["a list's addresses", 1000, (size) => parseInvitationList(listOf(size, 20), "org:member")],
    ["a list's bytes", 100 * 1024, (size) => parseInvitationList(of(size), "org:member")],
  ])("%s: %i", (_, most, read) => {
    expect(read(most).ok).toBe(true);
    expect(read(most + 1).ok).toBe(false);
  });
});
