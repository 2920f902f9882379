import { may } from "#src/auth/rights.ts";
import type { Tenant } from "#src/auth/tenant.ts";
import type { TenantScope } from "#src/db/tenant-scope.ts";
import { activityRepository } from "#src/features/activity/activity-repository.ts";
import type { Deed } from "#src/features/activity/activity.ts";
import {
  loggedPost,
  postRepository,
  type PostChange,
  type SeenPost,
} from "#src/features/posts/post-repository.ts";
import {
  mayEdit,
  maySee,
  POST_STEPS,
  type Post,
  type PostDraft,
  type PostStep,
} from "#src/features/posts/post.ts";
import { fail, ok, type Result } from "#src/lib/result.ts";

type Actor = { readonly tenant: Tenant; readonly scope: TenantScope };

/** `stale`: somebody changed it since; `absent`: no such post in this organization. */
export type PostFailure = "absent" | "forbidden" | "stale";

/** Its author may edit a draft; who may publish, any post. */
export async function editPost(
  actor: Actor,
  seen: SeenPost,
  draft: PostDraft,
): Promise<Result<null, PostFailure>> {
  const fault = await refusal(actor, seen, (post) => mayEdit(actor.tenant, post));
  return fault === null ? change(actor, seen, { action: "post.edited", set: draft }) : fail(fault);
}

/** Publishes, takes back, pins or unpins. `stale` also when the step is not open from how the post stands. */
export function stepPost(actor: Actor, seen: SeenPost, step: PostStep): Promise<Result<null, PostFailure>> {
  return takeStep(actor, seen, { step });
}

/** Publishes a draft with the words that are given, which nobody has to save first. */
export function publishPost(
  actor: Actor,
  seen: SeenPost,
  draft: PostDraft,
): Promise<Result<null, PostFailure>> {
  return takeStep(actor, seen, { step: "publish", draft });
}

async function takeStep(
  actor: Actor,
  seen: SeenPost,
  { step, draft }: { readonly step: PostStep; readonly draft?: PostDraft },
): Promise<Result<null, PostFailure>> {
  const { right, from, done } = POST_STEPS[step];
  if (!may(actor.tenant, right)) return fail("forbidden");
  const required: Partial<Post> = from;
  const [[post]] = await actor.scope.batch([postRepository(actor.scope).find(seen.id)]);
  if (post === undefined) return fail("absent");
  const pinned = required.pinned ?? post.pinned;
  const isOpen = post.status === required.status && post.pinned === pinned;
  if (!isOpen || post.version !== seen.version) return fail("stale");
  return change(actor, seen, { action: done, set: { ...draft, ...changeOf(step, Date.now()) } });
}

/** Its author may delete a draft; who may publish, any post. */
export async function deletePost(actor: Actor, seen: SeenPost): Promise<Result<null, PostFailure>> {
  const { tenant, scope } = actor;
  const fault = await refusal(actor, seen, (post) => mayEdit(tenant, post));
  if (fault !== null) return fail(fault);
  const repository = postRepository(scope);
  const deed: Deed = { actorId: tenant.userId, action: "post.deleted", atMs: Date.now() };
  const [, [removed]] = await scope.batch([
    activityRepository(scope).recordEach(deed, loggedPost(seen)),
    repository.remove(seen),
  ]);
  return removed === undefined ? fail("stale") : ok(null);
}

/** A post's status changes with its version, so what is decided here holds for the version that was seen. */
async function refusal(
  { tenant, scope }: Actor,
  { id, version }: SeenPost,
  mayChange: (post: Post) => boolean,
): Promise<PostFailure | null> {
  const [[post]] = await scope.batch([postRepository(scope).find(id)]);
  if (post === undefined || !maySee(tenant, post)) return "absent";
  if (!mayChange(post)) return "forbidden";
  return post.version === version ? null : "stale";
}

async function change(
  { tenant, scope }: Actor,
  seen: SeenPost,
  { action, set }: { readonly action: Deed["action"]; readonly set: PostChange },
): Promise<Result<null, PostFailure>> {
  const repository = postRepository(scope);
  const atMs = Date.now();
  const logged = loggedPost(seen, { isPublic: action === "post.published", title: set.title });
  const [, [changed], [post]] = await scope.batch([
    activityRepository(scope).recordEach({ actorId: tenant.userId, action, atMs }, logged),
    repository.change(seen, set, atMs),
    repository.find(seen.id),
  ]);
  if (changed !== undefined) return ok(null);
  return fail(post === undefined ? "absent" : "stale");
}

function changeOf(step: PostStep, nowMs: number): PostChange {
  switch (step) {
    case "publish":
      return { status: "published", publishedAtMs: nowMs };
    case "unpublish":
      return { status: "draft", pinned: 0 };
    case "pin":
      return { pinned: 1 };
    case "unpin":
      return { pinned: 0 };
  }
}
