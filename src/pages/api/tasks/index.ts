import type { APIRoute } from "astro";
import { created, refused, refusedField } from "#src/api/answers.ts";
import { readBody, readOccasion, readQuery } from "#src/api/read-request.ts";
import { requireActor } from "#src/auth/caller.ts";
import { createTask } from "#src/features/tasks/create-task.ts";
import { findTasks } from "#src/features/tasks/find-tasks.ts";
import { NOT_A_MEMBER } from "#src/features/tasks/task-form.ts";
import { NEW_TASK, TASK_QUERY } from "#src/features/tasks/task-input.ts";
import { listedTaskJson } from "#src/features/tasks/task-json.ts";

/** One page of the organization's tasks; `next` goes into `after` for those behind them. */
export const GET: APIRoute = async ({ locals, url }) => {
  const { scope } = requireActor(locals.caller);
  const list = readQuery(url, TASK_QUERY);
  if (!list.ok) return list.reason;
  const { tasks, next } = await findTasks(scope, list.value);
  return Response.json({ tasks: tasks.map(listedTaskJson), next });
};

export const POST: APIRoute = async ({ locals, request }) => {
  const actor = requireActor(locals.caller);
  const draft = await readBody(request, NEW_TASK);
  if (!draft.ok) return draft.reason;
  const occasion = await readOccasion(request, "tasks.create", draft.value);
  if (!occasion.ok) return occasion.reason;
  const task = await createTask(actor, draft.value, occasion.value);
  if (task.ok) return created(task.value, `/api/tasks/${task.value}`);
  return task.reason === "assignee-not-a-member"
    ? refusedField("assignee", NOT_A_MEMBER)
    : refused(task.reason);
};
