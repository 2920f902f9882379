import type { APIRoute } from "astro";
import { created, refused } from "#src/api/answers.ts";
import { readBody, readOccasion, readQuery } from "#src/api/read-request.ts";
import { requireActor } from "#src/auth/caller.ts";
import { commentOnTask } from "#src/features/tasks/comment-on-task.ts";
import { findComments } from "#src/features/tasks/find-tasks.ts";
import { COMMENT_QUERY, NEW_COMMENT } from "#src/features/tasks/task-input.ts";
import { commentJson } from "#src/features/tasks/task-json.ts";
import { parseTaskId } from "#src/lib/ids.ts";

/** One page of a task's comments, oldest first; `next` goes into `after` for those behind them. */
export const GET: APIRoute = async ({ locals, params, url }) => {
  const { scope } = requireActor(locals.caller);
  const id = parseTaskId(params["id"]);
  if (id === null) return refused("absent");
  const query = readQuery(url, COMMENT_QUERY);
  if (!query.ok) return query.reason;
  const found = await findComments(scope, id, query.value.after ?? null);
  if (found === null) return refused("absent");
  return Response.json({ comments: found.comments.map(commentJson), next: found.next });
};

export const POST: APIRoute = async ({ locals, params, request }) => {
  const actor = requireActor(locals.caller);
  const taskId = parseTaskId(params["id"]);
  if (taskId === null) return refused("absent");
  const body = await readBody(request, NEW_COMMENT);
  if (!body.ok) return body.reason;
  const comment = { taskId, body: body.value.body };
  const occasion = await readOccasion(request, "comments.add", comment);
  if (!occasion.ok) return occasion.reason;
  const added = await commentOnTask(actor, comment, occasion.value);
  return added.ok ? created(added.value, `/api/tasks/${taskId}/comments`) : refused(added.reason);
};
