import { can, type Tenant } from "#src/auth/tenant.ts";
import type { PostId, UserId } from "#src/lib/ids.ts";

export const MAX_POST_TITLE_LENGTH = 200;
export const MAX_POST_BODY_LENGTH = 20_000;
export const POSTS_PER_PAGE = 20;

export const POST_STATUSES = ["draft", "published"] as const;
export type PostStatus = (typeof POST_STATUSES)[number];

export type Post = {
  readonly id: PostId;
  readonly title: string;
  readonly body: string;
  readonly status: PostStatus;
  /** 1: before all others; only of a published one. */
  readonly pinned: number;
  readonly authorId: UserId;
  readonly createdAtMs: number;
  /** The last time; null until the first. */
  readonly publishedAtMs: number | null;
  readonly version: number;
};

/** A post as lists show it: a body can be 20,000 characters. */
export type ListedPost = Omit<Post, "body">;

/** What people write of a post. */
export type PostDraft = Pick<Post, "title" | "body">;

/** What may become of a post beside its words, and how it must stand for that. */
export const POST_STEPS = {
  publish: { from: { status: "draft" }, done: "post.published" },
  unpublish: { from: { status: "published" }, done: "post.unpublished" },
  pin: { from: { status: "published", pinned: 0 }, done: "post.pinned" },
  unpin: { from: { status: "published", pinned: 1 }, done: "post.unpinned" },
} as const satisfies Record<
  string,
  {
    readonly from: Partial<Pick<Post, "status" | "pinned">>;
    readonly done: `post.${string}`;
  }
>;

export type PostStep = keyof typeof POST_STEPS;

export function isPostStep(text: unknown): text is PostStep {
  return typeof text === "string" && Object.hasOwn(POST_STEPS, text);
}

/** Publishing, taking back and pinning. */
export function mayPublish(tenant: Tenant): boolean {
  return can(tenant, "org:posts:publish");
}

/** Whose words they are may change a draft; what is published is the publishers'. Deleting is the same. */
export function mayEdit(tenant: Tenant, post: Pick<Post, "authorId" | "status">): boolean {
  return mayPublish(tenant) || (post.status === "draft" && post.authorId === tenant.userId);
}
