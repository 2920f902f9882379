import {
  MAX_POST_BODY_LENGTH,
  MAX_POST_TITLE_LENGTH,
  POST_STATUSES,
  type ListedPost,
  type Post,
} from "#src/features/posts/post.ts";
import { ID_SHAPES } from "#src/lib/ids.ts";
import { INSTANT, objectOf, orNull, shaped, VERSION } from "#src/lib/json-schema.ts";
import { instantOf } from "#src/lib/time.ts";

const LISTED = {
  id: shaped(ID_SHAPES.post),
  title: { type: "string", maxLength: MAX_POST_TITLE_LENGTH },
  status: { type: "string", enum: POST_STATUSES },
  pinned: { type: "boolean" },
  author: shaped(ID_SHAPES.user),
  createdAt: INSTANT,
  publishedAt: orNull(INSTANT),
  version: VERSION,
};

export const LISTED_POST_SCHEMA = objectOf(LISTED);
export const POST_SCHEMA = objectOf({
  ...LISTED,
  body: { type: "string", maxLength: MAX_POST_BODY_LENGTH },
});

export function listedPostJson(post: ListedPost) {
  const { id, title, status, pinned, authorId, createdAtMs, publishedAtMs, version } = post;
  return {
    id,
    title,
    status,
    pinned: pinned === 1,
    author: authorId,
    createdAt: instantOf(createdAtMs),
    publishedAt: publishedAtMs === null ? null : instantOf(publishedAtMs),
    version,
  };
}

export function postJson(post: Post) {
  return { ...listedPostJson(post), body: post.body };
}
