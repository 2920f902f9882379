import { expect, test } from "vitest";
import { readPostCursor } from "#src/features/posts/post-cursor.ts";
import { parsePost } from "#src/features/posts/post-form.ts";
import { MAX_POST_BODY_LENGTH, MAX_POST_TITLE_LENGTH } from "#src/features/posts/post.ts";

test("a post is stored trimmed and in one spelling", () => {
  expect(parsePost({ title: "  Cafe\u0301 ", body: "a\r\nb" })).toEqual({
    ok: true,
    value: { title: "Café", body: "a\nb" },
  });
});

test.each([
  [{ title: " ", body: "b" }, "title"],
  [{ title: "t".repeat(MAX_POST_TITLE_LENGTH + 1), body: "b" }, "title"],
  [{ title: "t", body: "" }, "body"],
  [{ title: "t", body: "b".repeat(MAX_POST_BODY_LENGTH + 1) }, "body"],
  [{ title: "t", body: "\0" }, "body"],
  [{ title: "\ud800", body: "b" }, "title"],
  [{ title: 5, body: "b" }, "title"],
])("a post that will not do is told so at its field: %#", (typed, field) => {
  const refused = parsePost(typed);
  expect(refused.ok ? [] : Object.keys(refused.reason)).toEqual([field]);
});

test.each(["", "2.5.pst_aaaaaaaaaaaaaaaaaaaaaaaaaa", "1.5.tsk_aaaaaaaaaaaaaaaaaaaaaaaaaa", "1.x.pst_a"])(
  "%j is no place in a list of posts",
  (text) => {
    expect(readPostCursor(text)).toBeNull();
  },
);
