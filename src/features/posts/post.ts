import { holds, may, type Right } from "#src/auth/rights.ts";
import type { Tenant } from "#src/auth/tenant.ts";
import type { PostId, UserId } from "#src/lib/ids.ts";

export const MAX_POST_TITLE_LENGTH = 200;
export const MAX_POST_BODY_LENGTH = 20_000;
export const POSTS_PER_PAGE = 20;
/** So many stand on a dashboard. */
export const LATEST_POSTS = 3;

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

/** What may become of a post beside its words, the right to it, and how the post must stand for that. */
export const POST_STEPS = {
  publish: { right: "posts.publish", from: { status: "draft" }, done: "post.published" },
  unpublish: { right: "posts.publish", from: { status: "published" }, done: "post.unpublished" },
  pin: { right: "posts.pin", from: { status: "published", pinned: 0 }, done: "post.pinned" },
  unpin: { right: "posts.pin", from: { status: "published", pinned: 1 }, done: "post.unpinned" },
} as const satisfies Record<
  string,
  {
    readonly right: Right;
    readonly from: Partial<Pick<Post, "status" | "pinned">>;
    readonly done: `post.${string}`;
  }
>;

export type PostStep = keyof typeof POST_STEPS;

export function isPostStep(text: unknown): text is PostStep {
  return typeof text === "string" && Object.hasOwn(POST_STEPS, text);
}

/** By which moment lists order it and people know it: publication, or for a draft creation. */
export function listedAtMs({ status, createdAtMs, publishedAtMs }: ListedPost): number {
  return status === "draft" ? createdAtMs : (publishedAtMs ?? createdAtMs);
}

/** Whether the tenant's person may see a post: a published one, or a draft of their own or that they may publish. */
export function maySee(tenant: Tenant, { status, authorId }: Pick<Post, "authorId" | "status">): boolean {
  return status === "published" || may(tenant, "posts.edit", { createdBy: authorId });
}

/** Whether they may edit or delete it: once it is published, that is for who may publish. */
export function mayEdit(tenant: Tenant, { status, authorId }: Pick<Post, "authorId" | "status">): boolean {
  return status === "published"
    ? may(tenant, "posts.publish")
    : may(tenant, "posts.edit", { createdBy: authorId });
}

/** Whose drafts they see: everybody's (null) or their own. */
export function draftsOf(tenant: Tenant): UserId | null {
  return holds(tenant, "posts.edit") ? null : tenant.userId;
}
