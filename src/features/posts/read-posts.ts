import type { Tenant } from "#src/auth/tenant.ts";
import { organizationHandle } from "#src/auth/tenant.ts";
import type { TenantScope } from "#src/db/tenant-scope.ts";
import type { Organization } from "#src/features/organization/read-organization.ts";
import { organizationRepository } from "#src/features/organization/organization-repository.ts";
import { pageOf, visiblePosts, type FoundPosts } from "#src/features/posts/find-posts.ts";
import type { PostCursor } from "#src/features/posts/post-cursor.ts";
import { postRepository } from "#src/features/posts/post-repository.ts";
import { maySee, type Post, type PostStatus } from "#src/features/posts/post.ts";
import type { PostId } from "#src/lib/ids.ts";

type Actor = { readonly tenant: Tenant; readonly scope: TenantScope };

export type PostPage = FoundPosts & { readonly organization: Organization };

/** One page of the posts that the person may see, with the organization: one round trip to the database. */
export async function readPostPage(
  actor: Actor,
  status: PostStatus,
  after: PostCursor | null,
): Promise<PostPage> {
  const { tenant, scope } = actor;
  const repository = organizationRepository(scope);
  const [[known], roster, rows] = await scope.batch([
    repository.find(),
    repository.roster(),
    visiblePosts(actor, status, after),
  ]);
  const organization = { name: known?.name ?? organizationHandle(tenant), roster };
  return { organization, ...pageOf(rows) };
}

/** One post with its organization; `post` is null when there is none of that id that the person may see. */
export async function readPost(
  { tenant, scope }: Actor,
  id: PostId,
): Promise<{ readonly organization: Organization; readonly post: Post | null }> {
  const repository = organizationRepository(scope);
  const [[known], roster, [post]] = await scope.batch([
    repository.find(),
    repository.roster(),
    postRepository(scope).find(id),
  ]);
  const found = post === undefined || !maySee(tenant, post) ? null : post;
  return { organization: { name: known?.name ?? organizationHandle(tenant), roster }, post: found };
}
