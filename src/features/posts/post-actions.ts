import type { Member } from "#src/auth/caller.ts";
import type { TenantScope } from "#src/db/tenant-scope.ts";
import { formOccasion } from "#src/features/idempotency/form-key.ts";
import {
  deletePost,
  editPost,
  publishPost,
  stepPost,
  type PostFailure,
} from "#src/features/posts/change-post.ts";
import { draftPost } from "#src/features/posts/draft-post.ts";
import { parsePost, typedPost, type PostFieldErrors, type TypedPost } from "#src/features/posts/post-form.ts";
import type { SeenPost } from "#src/features/posts/post-repository.ts";
import { isPostStep, type PostStep } from "#src/features/posts/post.ts";
import type { PostId } from "#src/lib/ids.ts";
import type { Result } from "#src/lib/result.ts";

type Actor = Member<TenantScope>;
type Notice = "drafted" | "saved" | "published" | "taken-back" | "pinned" | "unpinned" | "post-deleted";

/** What came of a form: what to say of which post (null: it is gone), or what to show with which status. */
export type PostOutcome =
  | { readonly kind: "done"; readonly notice: Notice; readonly id: PostId | null }
  | { readonly kind: "invalid"; readonly typed: TypedPost; readonly errors: PostFieldErrors }
  /** `typed` is null where the form was only a button. */
  | { readonly kind: "refused"; readonly reason: Refusal; readonly typed: TypedPost | null };

type Refusal = PostFailure | "key-reused" | "unreadable";

/** Reason → status and sentence: the one table of what a refused form is answered. */
export const REFUSALS: Readonly<Record<Refusal, { readonly status: number; readonly text: string }>> = {
  absent: { status: 404, text: "That post is not there any more. Nothing was saved." },
  stale: {
    status: 409,
    text: "Somebody changed that post since you last saw it. This is how it is now; nothing of yours was saved.",
  },
  forbidden: { status: 403, text: "Your role does not allow that. Nothing was saved." },
  "key-reused": {
    status: 409,
    text: "This form was sent before, with other words. Check it, then send it again.",
  },
  unreadable: { status: 400, text: "That form could not be read. Nothing was saved." },
};

const STEP_NOTICES: Readonly<Record<PostStep, Notice>> = {
  publish: "published",
  unpublish: "taken-back",
  pin: "pinned",
  unpin: "unpinned",
};

/** The form of the list: a new draft. */
export async function submitNewPost(actor: Actor, form: FormData): Promise<PostOutcome> {
  if (form.get("act") !== "draft") return refused("unreadable", form);
  const typed = typedPost(form);
  const draft = parsePost(typed);
  if (!draft.ok) return { kind: "invalid", typed, errors: draft.reason };
  const occasion = await formOccasion(form, "draft post", draft.value);
  if (!occasion.ok) return refused("unreadable", form);
  const drafted = await draftPost(actor, draft.value, occasion.value);
  return drafted.ok ? { kind: "done", notice: "drafted", id: drafted.value } : refused(drafted.reason, form);
}

/** A form of one post's own page: its words, a step, or its end. `id` is null where the address names no post. */
export async function submitPostForm(actor: Actor, id: PostId | null, form: FormData): Promise<PostOutcome> {
  if (id === null) return refused("absent", form);
  const version = form.get("version");
  if (typeof version !== "string" || !/^[1-9]\d{0,8}$/.test(version)) return refused("unreadable", form);
  const seen = { id, version: Number(version) };
  const act = form.get("act");
  if (act === "delete")
    return settled(await deletePost(actor, seen), { notice: "post-deleted", id: null, form });
  if (act === "save" || (act === "publish" && form.has("title"))) return submitWords(actor, seen, form);
  if (!isPostStep(act)) return refused("unreadable", form);
  return settled(await stepPost(actor, seen, act), { notice: STEP_NOTICES[act], id, form });
}

async function submitWords(actor: Actor, seen: SeenPost, form: FormData): Promise<PostOutcome> {
  const typed = typedPost(form);
  const draft = parsePost(typed);
  if (!draft.ok) return { kind: "invalid", typed, errors: draft.reason };
  const { id } = seen;
  return form.get("act") === "publish"
    ? settled(await publishPost(actor, seen, draft.value), { notice: "published", id, form })
    : settled(await editPost(actor, seen, draft.value), { notice: "saved", id, form });
}

function settled(
  result: Result<null, PostFailure>,
  { notice, id, form }: { readonly notice: Notice; readonly id: PostId | null; readonly form: FormData },
): PostOutcome {
  return result.ok ? { kind: "done", notice, id } : refused(result.reason, form);
}

function refused(reason: Refusal, form: FormData): PostOutcome {
  return { kind: "refused", reason, typed: form.has("title") ? typedPost(form) : null };
}
