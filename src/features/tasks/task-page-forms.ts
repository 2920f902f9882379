import { REFUSALS, seenTask } from "#src/features/tasks/task-actions.ts";
import { typedFrom, typedTask, type TaskFieldErrors, type TypedTask } from "#src/features/tasks/task-form.ts";
import { typedComment, type TaskPageOutcome } from "#src/features/tasks/task-page-actions.ts";
import type { Task } from "#src/features/tasks/task.ts";

/** How a task's page shows its forms, and what it says above them. */
export type ShownForms = {
  readonly problem: string | null;
  /** Whether an edit came after another change: it is shown with the task as it is now. */
  readonly isLate: boolean;
  readonly edit: {
    readonly typed: TypedTask;
    readonly errors: TaskFieldErrors;
    readonly version: string;
    readonly isUnsaved: boolean;
  };
  readonly comment: { readonly typed: string; readonly error: string | undefined };
};

const LATE =
  "Somebody changed this task while you were editing it. Nothing of yours is saved yet: what you typed is in the form below, under the task as it is now. Saving it again replaces that.";

/**
 * What was sent is shown again as it was typed, and goes on being a change of the version it was typed for, unless
 * that has gone by: who has seen both versions may replace the newer one.
 */
export function formsOf(task: Task, sent: FormData | null, outcome: TaskPageOutcome | null): ShownForms {
  const act = sent?.get("act");
  const edited = act === "edit" ? sent : null;
  const commented = act === "comment" ? sent : null;
  const refusal = outcome?.kind === "refused" ? outcome.reason : null;
  const isLate = refusal === "stale" && edited !== null;
  const typedFor = edited === null || isLate ? null : seenTask(edited);
  return {
    problem: isLate ? LATE : refusal && REFUSALS[refusal].text,
    isLate,
    edit: {
      typed: edited === null ? typedFrom(task) : typedTask(edited),
      errors: outcome?.kind === "invalid" ? outcome.errors : {},
      version: String(typedFor?.version ?? task.version),
      isUnsaved: edited !== null,
    },
    comment: {
      typed: typedComment(commented),
      error: outcome?.kind === "comment-refused" ? outcome.error : undefined,
    },
  };
}

/** The status of a page that shows what came of a form; 200 when there was none. */
export function statusOf(outcome: TaskPageOutcome | null): number {
  switch (outcome?.kind) {
    case "refused":
      return REFUSALS[outcome.reason].status;
    case "comment-refused":
      return outcome.status;
    case "invalid":
    case "not-chosen":
      return 422;
    case "done":
    case "commented":
    case undefined:
      return 200;
  }
}

/** What was typed into a form, by field, where the task that it was for is gone. */
export function typedTexts(sent: FormData | null): [name: string, value: string][] {
  if (sent === null) return [];
  const typed = Object.entries({ ...typedTask(sent), comment: typedComment(sent) });
  return typed.filter(([, value]) => value.trim() !== "");
}
