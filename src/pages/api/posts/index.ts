import type { APIRoute } from "astro";
import { created, refused } from "#src/api/answers.ts";
import { readBody, readOccasion, readQuery } from "#src/api/read-request.ts";
import { requireMember } from "#src/auth/caller.ts";
import { addPublishedPost, draftPost } from "#src/features/posts/draft-post.ts";
import { findPosts } from "#src/features/posts/find-posts.ts";
import { NEW_POST, POST_QUERY } from "#src/features/posts/post-input.ts";
import { listedPostJson } from "#src/features/posts/post-json.ts";

/** One page of the posts that the caller may see; `next` goes into `after` for those behind them. */
export const GET: APIRoute = async ({ locals, url }) => {
  const member = requireMember(locals.caller);
  const query = readQuery(url, POST_QUERY);
  if (!query.ok) return query.reason;
  const { status = "published", after = null } = query.value;
  const { posts, next } = await findPosts(member, status, after);
  return Response.json({ posts: posts.map(listedPostJson), next });
};

export const POST: APIRoute = async ({ locals, request }) => {
  const member = requireMember(locals.caller);
  const body = await readBody(request, NEW_POST);
  if (!body.ok) return body.reason;
  const { status, draft } = body.value;
  const occasion = await readOccasion(request, "posts.create", body.value);
  if (!occasion.ok) return occasion.reason;
  const add = status === "published" ? addPublishedPost : draftPost;
  const post = await add(member, draft, occasion.value);
  return post.ok ? created(post.value, `/api/posts/${post.value}`) : refused(post.reason);
};
