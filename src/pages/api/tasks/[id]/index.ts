import type { APIRoute } from "astro";
import { changed, deleted, refused, refusedField } from "#src/api/answers.ts";
import { readBody, readQuery } from "#src/api/read-request.ts";
import { requireActor, requireMember } from "#src/auth/caller.ts";
import { deleteTask, editTask, stepTask } from "#src/features/tasks/change-task.ts";
import { findTask } from "#src/features/tasks/find-tasks.ts";
import { NOT_A_MEMBER } from "#src/features/tasks/task-form.ts";
import { TASK_PATCH } from "#src/features/tasks/task-input.ts";
import { taskJson } from "#src/features/tasks/task-json.ts";
import { parseTaskId } from "#src/lib/ids.ts";
import { SEEN_VERSION } from "#src/lib/input.ts";

export const GET: APIRoute = async ({ locals, params }) => {
  const { scope } = requireActor(locals.caller);
  const id = parseTaskId(params["id"]);
  const task = id === null ? null : await findTask(scope, id);
  return task === null ? refused("absent") : Response.json(taskJson(task));
};

export const PATCH: APIRoute = async ({ locals, params, request }) => {
  const member = requireMember(locals.caller);
  const id = parseTaskId(params["id"]);
  if (id === null) return refused("absent");
  const body = await readBody(request, TASK_PATCH);
  if (!body.ok) return body.reason;
  const patch = body.value;
  const seen = { id, version: patch.version };
  const done = await (patch.kind === "step"
    ? stepTask(member, seen, patch.step)
    : editTask(member, seen, patch.draft));
  if (done.ok) return changed(seen);
  return done.reason === "assignee-not-a-member"
    ? refusedField("assignee", NOT_A_MEMBER)
    : refused(done.reason);
};

export const DELETE: APIRoute = async ({ locals, params, url }) => {
  const member = requireMember(locals.caller);
  const id = parseTaskId(params["id"]);
  if (id === null) return refused("absent");
  const query = readQuery(url, SEEN_VERSION);
  if (!query.ok) return query.reason;
  const done = await deleteTask(member, { id, version: query.value.version });
  return done.ok ? deleted() : refused(done.reason);
};
