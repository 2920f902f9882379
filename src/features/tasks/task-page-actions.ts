import { formOccasion } from "#src/features/idempotency/form-key.ts";
import { editTask } from "#src/features/tasks/change-task.ts";
import { commentOnTask, parseComment } from "#src/features/tasks/comment-on-task.ts";
import {
  notAMember,
  refused,
  REFUSALS,
  seenTask,
  submitStep,
  type Actor,
  type FormOutcome,
} from "#src/features/tasks/task-actions.ts";
import { parseTask, typedTask } from "#src/features/tasks/task-form.ts";
import { parseTaskId, type TaskId } from "#src/lib/ids.ts";

/** What came of a form of a task's own page; `comment-refused`: the comment is shown again with the sentence. */
export type TaskPageOutcome =
  | FormOutcome
  | { readonly kind: "commented" }
  | { readonly kind: "comment-refused"; readonly status: number; readonly error: string };

/** A form of one task's own page: its words, a comment on it, a step, or its end. */
export async function submitTaskForm(
  actor: Actor,
  id: TaskId | null,
  form: FormData,
): Promise<TaskPageOutcome> {
  if (id === null) return refused("absent", form);
  if (parseTaskId(form.get("task")) !== id) return refused("unreadable", form);
  const act = form.get("act");
  if (act === "edit") return submitEdit(actor, form);
  return act === "comment" ? submitComment(actor, id, form) : submitStep(actor, form);
}

/** A comment as it was typed, to be shown again. */
export function typedComment(form: FormData | null): string {
  const typed = form?.get("comment");
  return typeof typed === "string" ? typed : "";
}

async function submitEdit(actor: Actor, form: FormData): Promise<FormOutcome> {
  const seen = seenTask(form);
  if (seen === null) return refused("unreadable", form);
  const typed = typedTask(form);
  const draft = parseTask(typed);
  if (!draft.ok) return { kind: "invalid", typed, errors: draft.reason };
  const edited = await editTask(actor, seen, draft.value);
  if (edited.ok) return { kind: "done", notice: "saved" };
  return edited.reason === "assignee-not-a-member" ? notAMember(typed) : refused(edited.reason, form);
}

async function submitComment(actor: Actor, taskId: TaskId, form: FormData): Promise<TaskPageOutcome> {
  const body = parseComment(form.get("comment"));
  if (!body.ok) return { kind: "comment-refused", status: 422, error: body.reason };
  const input = { taskId, body: body.value };
  const occasion = await formOccasion(form, "comment", input);
  if (!occasion.ok) return refused("unreadable", form);
  const commented = await commentOnTask(actor, input, occasion.value);
  if (commented.ok) return { kind: "commented" };
  if (commented.reason === "absent") return refused("absent", form);
  const { status, text } = REFUSALS["key-reused"];
  return { kind: "comment-refused", status, error: text };
}
