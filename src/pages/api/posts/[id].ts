import type { APIRoute } from "astro";
import { changed, deleted, refused } from "#src/api/answers.ts";
import { readBody, readQuery } from "#src/api/read-request.ts";
import { requireMember } from "#src/auth/caller.ts";
import { deletePost, editPost, stepPost } from "#src/features/posts/change-post.ts";
import { findPost } from "#src/features/posts/find-posts.ts";
import { POST_PATCH } from "#src/features/posts/post-input.ts";
import { postJson } from "#src/features/posts/post-json.ts";
import { parsePostId } from "#src/lib/ids.ts";
import { SEEN_VERSION } from "#src/lib/input.ts";

export const GET: APIRoute = async ({ locals, params }) => {
  const member = requireMember(locals.caller);
  const id = parsePostId(params["id"]);
  const post = id === null ? null : await findPost(member, id);
  return post === null ? refused("absent") : Response.json(postJson(post));
};

export const PATCH: APIRoute = async ({ locals, params, request }) => {
  const member = requireMember(locals.caller);
  const id = parsePostId(params["id"]);
  if (id === null) return refused("absent");
  const body = await readBody(request, POST_PATCH);
  if (!body.ok) return body.reason;
  const patch = body.value;
  const seen = { id, version: patch.version };
  const done = await (patch.kind === "step"
    ? stepPost(member, seen, patch.step)
    : editPost(member, seen, patch.draft));
  return done.ok ? changed(seen) : refused(done.reason);
};

export const DELETE: APIRoute = async ({ locals, params, url }) => {
  const member = requireMember(locals.caller);
  const id = parsePostId(params["id"]);
  if (id === null) return refused("absent");
  const query = readQuery(url, SEEN_VERSION);
  if (!query.ok) return query.reason;
  const done = await deletePost(member, { id, version: query.value.version });
  return done.ok ? deleted() : refused(done.reason);
};
