import type { CommentCursor } from "#src/features/tasks/comment-repository.ts";
import { parseCommentId } from "#src/lib/ids.ts";

export function writeCommentCursor({ id, createdAtMs }: CommentCursor): string {
  return `${createdAtMs}.${id}`;
}

/** Null when the text is no place among comments: they then start at their beginning. */
export function readCommentCursor(text: string | null): CommentCursor | null {
  const [, atMs = "", idText = ""] = /^(\d{1,15})\.(cmt_\w+)$/.exec(text ?? "") ?? [];
  const id = parseCommentId(idText);
  return id === null ? null : { id, createdAtMs: Number(atMs) };
}
