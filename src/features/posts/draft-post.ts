import type { Tenant } from "#src/auth/tenant.ts";
import type { TenantScope } from "#src/db/tenant-scope.ts";
import { activityRepository } from "#src/features/activity/activity-repository.ts";
import { runOnce, type Occasion } from "#src/features/idempotency/run-once.ts";
import { postRepository } from "#src/features/posts/post-repository.ts";
import type { PostDraft } from "#src/features/posts/post.ts";
import { newPostId, parsePostId, type PostId } from "#src/lib/ids.ts";
import { ok, type Result } from "#src/lib/result.ts";

/** Any member may write a draft. A request whose key was used for the same answers the post of then. */
export async function draftPost(
  actor: { readonly tenant: Tenant; readonly scope: TenantScope },
  draft: PostDraft,
  occasion: Occasion,
): Promise<Result<PostId, "key-reused">> {
  const { tenant, scope } = actor;
  const { nowMs } = occasion;
  const id = newPostId();
  const deed = { actorId: tenant.userId, action: "post.drafted", atMs: nowMs } as const;
  const statements = [
    postRepository(scope).add({ ...draft, id, authorId: tenant.userId, createdAtMs: nowMs }),
    activityRepository(scope).record(deed, { id, title: null }),
  ];
  const done = await runOnce(actor, { statements, answer: id }, occasion);
  return done.ok ? ok(parsePostId(done.value.answer) ?? id) : done;
}
