import type { Member } from "#src/auth/caller.ts";
import type { TenantScope } from "#src/db/tenant-scope.ts";
import { formOccasion } from "#src/features/idempotency/form-key.ts";
import { deleteTask, stepTask, type ChangeFailure, type SeenTask } from "#src/features/tasks/change-task.ts";
import { completeTasks, parseTaskIds } from "#src/features/tasks/complete-tasks.ts";
import { createTask } from "#src/features/tasks/create-task.ts";
import {
  NOT_A_MEMBER,
  parseTask,
  typedTask,
  type TaskFieldErrors,
  type TypedTask,
} from "#src/features/tasks/task-form.ts";
import { isTaskStep } from "#src/features/tasks/task.ts";
import { parseTaskId } from "#src/lib/ids.ts";
import type { Result } from "#src/lib/result.ts";

export type Actor = Member<TenantScope>;

/** What came of a form that changes tasks: where to go, or what to show with which status. */
export type FormOutcome =
  | {
      readonly kind: "done";
      readonly notice: "added" | "moved" | "saved" | "deleted" | "completed" | "none-open";
    }
  | { readonly kind: "invalid"; readonly typed: TypedTask; readonly errors: TaskFieldErrors }
  | { readonly kind: "not-chosen"; readonly error: string; readonly typed: TypedTask }
  | { readonly kind: "refused"; readonly reason: Refusal; readonly typed: TypedTask };

export type Refusal = ChangeFailure | "forbidden" | "many-forbidden" | "key-reused" | "unreadable";

/** Reason → status and sentence: the one table of what a refused form is answered. */
export const REFUSALS: Readonly<Record<Refusal, { readonly status: number; readonly text: string }>> = {
  absent: { status: 404, text: "That task is not there any more." },
  stale: {
    status: 409,
    text: "Somebody changed that task since you last saw it. This is how it is now; nothing of yours was saved.",
  },
  forbidden: { status: 403, text: "Only an admin, or whoever added a task, can delete it." },
  "many-forbidden": { status: 403, text: "Only an admin can complete many tasks at once." },
  "key-reused": {
    status: 409,
    text: "This form was sent before, with other words. Check it, then send it again.",
  },
  unreadable: { status: 400, text: "That form could not be read. Nothing was saved." },
};

/** A form of the dashboard: adds a task, moves one on, or deletes one. */
export async function submitDashboardForm(actor: Actor, form: FormData): Promise<FormOutcome> {
  return form.get("act") === "create" ? submitNewTask(actor, form) : submitStep(actor, form);
}

/** A form of the list of tasks: the dashboard's, or the one that completes what was ticked. */
export async function submitListForm(actor: Actor, form: FormData): Promise<FormOutcome> {
  return form.get("act") === "complete-many" ? submitTicked(actor, form) : submitDashboardForm(actor, form);
}

/** A button that moves a task on, or deletes it. */
export async function submitStep(actor: Actor, form: FormData): Promise<FormOutcome> {
  const act = form.get("act");
  const seen = seenTask(form);
  if (seen === null) return refused("unreadable", form);
  if (isTaskStep(act)) return changed(await stepTask(actor, seen, act), "moved", form);
  if (act === "delete") return changed(await deleteTask(actor, seen), "deleted", form);
  return refused("unreadable", form);
}

async function submitNewTask(actor: Actor, form: FormData): Promise<FormOutcome> {
  const typed = typedTask(form);
  const draft = parseTask(typed);
  if (!draft.ok) return { kind: "invalid", typed, errors: draft.reason };
  const occasion = await formOccasion(form, "create task", draft.value);
  if (!occasion.ok) return refused("unreadable", form);
  const created = await createTask(actor, draft.value, occasion.value);
  if (created.ok) return { kind: "done", notice: "added" };
  return created.reason === "key-reused" ? refused("key-reused", form) : notAMember(typed);
}

async function submitTicked(actor: Actor, form: FormData): Promise<FormOutcome> {
  const ids = parseTaskIds(form.getAll("task"));
  if (!ids.ok) return { kind: "not-chosen", error: ids.reason, typed: typedTask(form) };
  const completed = await completeTasks(actor, ids.value, Date.now());
  if (!completed.ok) return refused("many-forbidden", form);
  return { kind: "done", notice: completed.value.length > 0 ? "completed" : "none-open" };
}

function changed(result: Result<null, Refusal>, notice: "moved" | "deleted", form: FormData): FormOutcome {
  return result.ok ? { kind: "done", notice } : refused(result.reason, form);
}

export function refused(reason: Refusal, form: FormData) {
  return { kind: "refused", reason, typed: typedTask(form) } as const;
}

export function notAMember(typed: TypedTask) {
  return { kind: "invalid", typed, errors: { assignee: NOT_A_MEMBER } } as const;
}

/** The task that a form is about, as it was when the form was shown. */
export function seenTask(form: FormData): SeenTask | null {
  const id = parseTaskId(form.get("task"));
  const version = form.get("version");
  if (id === null || typeof version !== "string" || !/^[1-9]\d{0,8}$/.test(version)) return null;
  return { id, version: Number(version) };
}
