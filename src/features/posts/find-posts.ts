import type { Tenant } from "#src/auth/tenant.ts";
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

/** One page of the posts that the person may see, with where the next one starts: one round trip. */
export async function findPosts(
  { tenant, scope }: Actor,
  status: PostStatus,
  after: PostCursor | null,
): Promise<{ readonly posts: readonly ListedPost[]; readonly next: string | null }> {
  const repository = postRepository(scope);
  const [rows] = await scope.batch([
    status === "draft" ? repository.drafts(draftsOf(tenant), after) : repository.published(after),
  ]);
  const posts = rows.slice(0, POSTS_PER_PAGE);
  const last = posts.at(-1);
  return { posts, next: rows.length > posts.length && last ? writePostCursor(last) : null };
}

/** One post; null when the organization has none of that id that the person may see. */
export async function findPost({ tenant, scope }: Actor, id: PostId): Promise<Post | null> {
  const [[post]] = await scope.batch([postRepository(scope).find(id)]);
  return post === undefined || !maySee(tenant, post) ? null : post;
}
