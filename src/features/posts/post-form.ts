import { MAX_POST_BODY_LENGTH, MAX_POST_TITLE_LENGTH, type PostDraft } from "#src/features/posts/post.ts";
import { readFields, textField } from "#src/lib/input.ts";
import type { Result } from "#src/lib/result.ts";

export type PostField = "title" | "body";

/** One sentence per field that will not do. */
export type PostFieldErrors = Partial<Record<PostField, string>>;

/** The text as it was typed, to be shown again. */
export type TypedPost = Record<PostField, string>;

export const EMPTY_POST: TypedPost = { title: "", body: "" };

export function typedPost(form: FormData): TypedPost {
  const typed = (name: PostField) => {
    const value = form.get(name);
    return typeof value === "string" ? value : "";
  };
  return { title: typed("title"), body: typed("body") };
}

/** What people and programs write of a post, field by field. */
export const DRAFT_FIELDS = {
  title: textField({ min: 1, max: MAX_POST_TITLE_LENGTH }),
  body: textField({ min: 1, max: MAX_POST_BODY_LENGTH }),
};

/** What was typed as a post, or an error for every field that will not do. */
export function parsePost(typed: Readonly<Record<PostField, unknown>>): Result<PostDraft, PostFieldErrors> {
  return readFields(DRAFT_FIELDS, typed);
}
