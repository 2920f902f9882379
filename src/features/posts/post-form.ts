import { MAX_POST_BODY_LENGTH, MAX_POST_TITLE_LENGTH, type PostDraft } from "#src/features/posts/post.ts";
import { fail, ok, type Result } from "#src/lib/result.ts";
import { cleanText, textError } from "#src/lib/text.ts";

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

/** What was typed as a post, or an error for every field that will not do. */
export function parsePost(typed: Readonly<Record<PostField, unknown>>): Result<PostDraft, PostFieldErrors> {
  const title = cleanText(typed.title, { min: 1, max: MAX_POST_TITLE_LENGTH });
  const body = cleanText(typed.body, { min: 1, max: MAX_POST_BODY_LENGTH });
  if (title.ok && body.ok) return ok({ title: title.value, body: body.value });
  return fail({
    ...(!title.ok && { title: textError(title.reason, MAX_POST_TITLE_LENGTH) }),
    ...(!body.ok && { body: textError(body.reason, MAX_POST_BODY_LENGTH) }),
  });
}
