import type { Member } from "#src/auth/caller.ts";
import type { TenantScope } from "#src/db/tenant-scope.ts";
import {
  deleteTask,
  editTask,
  stepTask,
  type ChangeFailure,
  type SeenTask,
} from "#src/features/tasks/change-task.ts";
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

type Actor = Member<TenantScope>;

/** What came of a form: where to go, or what to show with which status. */
export type FormOutcome =
  | { readonly kind: "done"; readonly notice: "added" | "moved" | "saved" | "deleted" }
  | { readonly kind: "invalid"; readonly typed: TypedTask; readonly errors: TaskFieldErrors }
  | { readonly kind: "refused"; readonly reason: Refusal; readonly typed: TypedTask };

export type Refusal = ChangeFailure | "forbidden" | "unreadable";

/** Reason → status and sentence: the one table of what a refused form is answered. */
export const REFUSALS: Readonly<Record<Refusal, { readonly status: number; readonly text: string }>> = {
  absent: { status: 404, text: "That task is not there any more." },
  stale: {
    status: 409,
    text: "Somebody changed that task since you last saw it. This is how it is now; nothing of yours was saved.",
  },
  forbidden: { status: 403, text: "Only an admin, or whoever added a task, can delete it." },
  unreadable: { status: 400, text: "That form could not be read. Nothing was saved." },
};

/** A form of the dashboard: adds a task, moves one on, or deletes one. */
export async function submitDashboardForm(actor: Actor, form: FormData): Promise<FormOutcome> {
  const act = form.get("act");
  if (act === "create") return submitNewTask(actor, form);
  const seen = seenTask(form);
  if (seen === null) return refused("unreadable", form);
  if (isTaskStep(act)) return changed(await stepTask(actor, seen, act), "moved", form);
  if (act === "delete") return changed(await deleteTask(actor, seen), "deleted", form);
  return refused("unreadable", form);
}

/** The form of one task's own page: its words, its assignee, its day. */
export async function submitTaskForm(actor: Actor, form: FormData): Promise<FormOutcome> {
  const seen = seenTask(form);
  if (seen === null) return refused("unreadable", form);
  const typed = typedTask(form);
  const draft = parseTask(typed);
  if (!draft.ok) return { kind: "invalid", typed, errors: draft.reason };
  const edited = await editTask(actor, seen, draft.value);
  if (edited.ok) return { kind: "done", notice: "saved" };
  return edited.reason === "assignee-not-a-member" ? notAMember(typed) : refused(edited.reason, form);
}

async function submitNewTask(actor: Actor, form: FormData): Promise<FormOutcome> {
  const typed = typedTask(form);
  const draft = parseTask(typed);
  if (!draft.ok) return { kind: "invalid", typed, errors: draft.reason };
  const created = await createTask(actor, draft.value, { nowMs: Date.now() });
  return created.ok ? { kind: "done", notice: "added" } : notAMember(typed);
}

function changed(result: Result<null, Refusal>, notice: "moved" | "deleted", form: FormData): FormOutcome {
  return result.ok ? { kind: "done", notice } : refused(result.reason, form);
}

function refused(reason: Refusal, form: FormData): FormOutcome {
  return { kind: "refused", reason, typed: typedTask(form) };
}

function notAMember(typed: TypedTask): FormOutcome {
  return { kind: "invalid", typed, errors: { assignee: NOT_A_MEMBER } };
}

function seenTask(form: FormData): SeenTask | null {
  const id = parseTaskId(form.get("task"));
  const version = form.get("version");
  if (id === null || typeof version !== "string" || !/^[1-9]\d{0,8}$/.test(version)) return null;
  return { id, version: Number(version) };
}
