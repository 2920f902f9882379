import { listedAtMs, type ListedPost, type PostStatus } from "#src/features/posts/post.ts";
import { parsePostId } from "#src/lib/ids.ts";

/** Where a page of posts ended: published ones go by pin and publication, drafts by creation. */
export type PostCursor = Pick<ListedPost, "id" | "pinned"> & { readonly atMs: number };

export function writePostCursor(post: ListedPost): string {
  return `${post.pinned}.${listedAtMs(post)}.${post.id}`;
}

/** Null when the text is not a cursor: the list then starts at its beginning. */
export function readPostCursor(text: string | null): PostCursor | null {
  const [, pinned = "", digits = "", idText = ""] = /^([01])\.(\d{1,15})\.(\w+)$/.exec(text ?? "") ?? [];
  const id = parsePostId(idText);
  return id === null ? null : { id, pinned: Number(pinned), atMs: Number(digits) };
}

export function isPostStatus(text: unknown): text is PostStatus {
  return text === "draft" || text === "published";
}
