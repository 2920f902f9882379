import { may } from "#src/auth/rights.ts";
import type { Tenant } from "#src/auth/tenant.ts";
import type { TenantScope } from "#src/db/tenant-scope.ts";
import { activityRepository } from "#src/features/activity/activity-repository.ts";
import { runOnce, type Occasion } from "#src/features/idempotency/run-once.ts";
import { postRepository } from "#src/features/posts/post-repository.ts";
import type { PostDraft, PostStatus } from "#src/features/posts/post.ts";
import { newPostId, parsePostId, type PostId } from "#src/lib/ids.ts";
import { fail, ok, type Result } from "#src/lib/result.ts";

type Actor = { readonly tenant: Tenant; readonly scope: TenantScope };

/** Any member may write a draft. A request whose key was used for the same answers the post of then. */
export function draftPost(
  actor: Actor,
  draft: PostDraft,
  occasion: Occasion,
): Promise<Result<PostId, "key-reused">> {
  return add(actor, { ...draft, status: "draft" }, occasion);
}

/** The same of a post that is published from the start, for who may publish. */
export async function addPublishedPost(
  actor: Actor,
  draft: PostDraft,
  occasion: Occasion,
): Promise<Result<PostId, "forbidden" | "key-reused">> {
  if (!may(actor.tenant, "posts.publish")) return fail("forbidden");
  return add(actor, { ...draft, status: "published" }, occasion);
}

async function add(
  actor: Actor,
  post: PostDraft & { readonly status: PostStatus },
  occasion: Occasion,
): Promise<Result<PostId, "key-reused">> {
  const { tenant, scope } = actor;
  const { nowMs } = occasion;
  const id = newPostId();
  const isPublic = post.status === "published";
  const action = isPublic ? "post.published" : "post.drafted";
  const statements = [
    postRepository(scope).add({ ...post, id, authorId: tenant.userId, createdAtMs: nowMs }),
    activityRepository(scope).record(
      { actorId: tenant.userId, action, atMs: nowMs },
      { id, title: isPublic ? post.title : null },
    ),
  ];
  const done = await runOnce({ by: tenant.userId, scope }, { statements, answer: id }, occasion);
  return done.ok ? ok(parsePostId(done.value.answer) ?? id) : done;
}
