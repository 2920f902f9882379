import { desc, eq, sql, type SQL } from "drizzle-orm";
import { posts } from "#src/db/schema.ts";
import type { Statement } from "#src/db/statement.ts";
import { prepareSelection, type TenantScope } from "#src/db/tenant-scope.ts";
import type { PostCursor } from "#src/features/posts/post-cursor.ts";
import {
  LATEST_POSTS,
  POSTS_PER_PAGE,
  type ListedPost,
  type Post,
  type PostDraft,
  type PostStatus,
} from "#src/features/posts/post.ts";
import type { PostId, UserId } from "#src/lib/ids.ts";

const LISTED = {
  id: posts.id,
  title: posts.title,
  status: posts.status,
  pinned: posts.pinned,
  authorId: posts.authorId,
  createdAtMs: posts.createdAtMs,
  publishedAtMs: posts.publishedAtMs,
  version: posts.version,
};
const POST = { ...LISTED, body: posts.body };
const KEY = { id: posts.id };

const PUBLISHED = {
  from: posts,
  where: [eq(posts.status, "published")],
  orderBy: [desc(posts.pinned), desc(posts.publishedAtMs), desc(posts.id)],
};
const PAGE = { columns: LISTED, limit: POSTS_PER_PAGE + 1 };
const FIRST_PUBLISHED = prepareSelection({ ...PUBLISHED, ...PAGE });
const LATEST = prepareSelection({ ...PUBLISHED, columns: LISTED, limit: LATEST_POSTS });

/** A post as it was when last seen. */
export type SeenPost = { readonly id: PostId; readonly version: number };

export type NewPost = PostDraft & {
  readonly id: PostId;
  readonly status: PostStatus;
  readonly authorId: UserId;
  readonly createdAtMs: number;
};

export type PostChange = Partial<PostDraft & Pick<Post, "status" | "pinned" | "publishedAtMs">>;

/** Every statement on an organization's posts. Row values compare as the indexes are ordered: pages seek. */
export function postRepository(scope: TenantScope) {
  return {
    /** One page, the pinned first, then the newest: one row more when there is another page. */
    published(after: PostCursor | null): Statement<ListedPost> {
      if (after === null) return scope.bind(FIRST_PUBLISHED);
      const { pinned, publishedAtMs, id } = posts;
      const behind = sql`(${pinned}, ${publishedAtMs}, ${id}) < (${after.pinned}, ${after.atMs}, ${after.id})`;
      return scope.select({ ...PUBLISHED, ...PAGE, where: [...PUBLISHED.where, behind] });
    },

    /** The same of drafts, the newest first: one author's, or (null) all. */
    drafts(authorId: UserId | null, after: PostCursor | null): Statement<ListedPost> {
      const { createdAtMs, id } = posts;
      const ofAuthor = authorId === null ? [] : [eq(posts.authorId, authorId)];
      const behind = after === null ? [] : [sql`(${createdAtMs}, ${id}) < (${after.atMs}, ${after.id})`];
      return scope.select({
        from: posts,
        ...PAGE,
        where: [eq(posts.status, "draft"), ...ofAuthor, ...behind],
        orderBy: [desc(createdAtMs), desc(id)],
      });
    },

    /** The first few published ones as their list begins. */
    latest(): Statement<ListedPost> {
      return scope.bind(LATEST);
    },

    /** The post, or no row. */
    find(id: PostId): Statement<Post> {
      return scope.select({ from: posts, columns: POST, where: [eq(posts.id, id)], limit: 1 });
    },

    add({ createdAtMs, ...post }: NewPost): Statement<never> {
      return scope.insert(posts, {
        ...post,
        pinned: 0,
        createdAtMs,
        updatedAtMs: createdAtMs,
        publishedAtMs: post.status === "published" ? createdAtMs : null,
        version: 1,
      });
    },

    /** Answers the post's id when it changed: its version had not moved on. */
    change(seen: SeenPost, set: PostChange, updatedAtMs: number): Statement<{ id: PostId }> {
      return scope.update(posts, {
        set: { ...set, updatedAtMs, version: sql`${posts.version} + 1` },
        where: isAsSeen(seen),
        returning: KEY,
      });
    },

    /** Answers the post's id when it was there and is gone. */
    remove(seen: SeenPost): Statement<{ id: PostId }> {
      return scope.delete(posts, { where: isAsSeen(seen), returning: KEY });
    },
  };
}

/**
 * A post as the log is told of it (`activityRepository.recordEach`): by the predicates of the change itself, and by
 * its title once it is published or about to be (under a new one, if one is given). A draft's title is not for
 * everybody who reads the log.
 */
export function loggedPost(
  seen: SeenPost,
  {
    isPublic = false,
    title: given,
  }: { readonly isPublic?: boolean; readonly title?: string | undefined } = {},
) {
  const published = given === undefined ? posts.title : sql`${given}`;
  const title = isPublic ? published : sql`iif(${posts.status} = 'published', ${posts.title}, null)`;
  return { from: posts, id: posts.id, title, where: isAsSeen(seen) };
}

function isAsSeen({ id, version }: SeenPost): readonly [SQL, ...SQL[]] {
  return [eq(posts.id, id), eq(posts.version, version)];
}
