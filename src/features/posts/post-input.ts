import { readPostCursor } from "#src/features/posts/post-cursor.ts";
import { DRAFT_FIELDS } from "#src/features/posts/post-form.ts";
import { POST_STATUSES, type PostDraft, type PostStep } from "#src/features/posts/post.ts";
import {
  BOOLEAN_FIELD,
  choiceField,
  eitherOf,
  inputOf,
  NOTHING_TO_CHANGE,
  optional,
  refined,
  shapeField,
  VERSION_FIELD,
  type Input,
} from "#src/lib/input.ts";
import { STRING } from "#src/lib/json-schema.ts";
import { fail, ok } from "#src/lib/result.ts";

const STATUS = choiceField(POST_STATUSES);

/** A draft, unless it says otherwise. */
export const NEW_POST = refined(
  inputOf({ ...DRAFT_FIELDS, status: optional(STATUS) }, ["title", "body"]),
  ({ status = "draft", ...draft }) => ok({ status, draft }),
);

/** What to change of a post that was seen in a version: its words, or how it stands. */
export type PostPatch = { readonly version: number } & (
  | { readonly kind: "edit"; readonly draft: Partial<PostDraft> }
  | { readonly kind: "step"; readonly step: PostStep }
);

const EDIT: Input<PostPatch> = refined(
  inputOf(
    { version: VERSION_FIELD, title: optional(DRAFT_FIELDS.title), body: optional(DRAFT_FIELDS.body) },
    ["version"],
  ),
  ({ version, title, body }) => {
    const draft = { ...(title !== undefined && { title }), ...(body !== undefined && { body }) };
    const isNothing = Object.keys(draft).length === 0;
    return isNothing ? fail(NOTHING_TO_CHANGE) : ok({ kind: "edit", version, draft });
  },
);

const MOVE: Input<PostPatch> = refined(
  inputOf({ version: VERSION_FIELD, status: STATUS }, ["version", "status"]),
  ({ version, status }) =>
    ok({ kind: "step", version, step: status === "published" ? "publish" : "unpublish" }),
);

const PIN: Input<PostPatch> = refined(
  inputOf({ version: VERSION_FIELD, pinned: BOOLEAN_FIELD }, ["version", "pinned"]),
  ({ version, pinned }) => ok({ kind: "step", version, step: pinned ? "pin" : "unpin" }),
);

export const POST_PATCH = eitherOf(EDIT, MOVE, PIN);

/** What an address asks of the list of posts: published ones, unless it says otherwise. */
export const POST_QUERY = inputOf({
  status: optional(STATUS),
  after: optional(shapeField(STRING, readPostCursor, "This is not a place in the list.")),
});
