import type { Tenant } from "#src/auth/tenant.ts";
import type { Statement } from "#src/db/statement.ts";
import type { TenantScope } from "#src/db/tenant-scope.ts";
import { writePostCursor, type PostCursor } from "#src/features/posts/post-cursor.ts";
import { postRepository } from "#src/features/posts/post-repository.ts";
import {
  draftsOf,
  maySee,
  POSTS_PER_PAGE,
  type ListedPost,
  type Post,
  type PostStatus,
} from "#src/features/posts/post.ts";
import type { PostId } from "#src/lib/ids.ts";

type Actor = { readonly tenant: Tenant; readonly scope: TenantScope };

export type FoundPosts = {
  readonly posts: readonly ListedPost[];
  /** Where the next page starts; null on the last one. */
  readonly next: string | null;
};

/** One page of the posts that the person may see: one round trip to the database. */
export async function findPosts(
  actor: Actor,
  status: PostStatus,
  after: PostCursor | null,
): Promise<FoundPosts> {
  const [rows] = await actor.scope.batch([visiblePosts(actor, status, after)]);
  return pageOf(rows);
}

/** The rows of such a page, one more when there is another page; `pageOf` tells. */
export function visiblePosts(
  { tenant, scope }: Actor,
  status: PostStatus,
  after: PostCursor | null,
): Statement<ListedPost> {
  const repository = postRepository(scope);
  return status === "draft" ? repository.drafts(draftsOf(tenant), after) : repository.published(after);
}

export function pageOf(rows: readonly ListedPost[]): FoundPosts {
  const posts = rows.slice(0, POSTS_PER_PAGE);
  const last = posts.at(-1);
  return { posts, next: rows.length > posts.length && last ? writePostCursor(last) : null };
}

/** One post; null when the organization has none of that id that the person may see. */
export async function findPost({ tenant, scope }: Actor, id: PostId): Promise<Post | null> {
  const [[post]] = await scope.batch([postRepository(scope).find(id)]);
  return post === undefined || !maySee(tenant, post) ? null : post;
}
