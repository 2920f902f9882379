import { MAX_DESCRIPTION_LENGTH, MAX_TITLE_LENGTH, type TaskDraft } from "#src/features/tasks/task.ts";
import { parseUserId, type UserId } from "#src/lib/ids.ts";
import { fail, ok, type Result } from "#src/lib/result.ts";
import { cleanText, textError } from "#src/lib/text.ts";
import { parseDay } from "#src/lib/time.ts";

/** In the order shown. */
const TASK_FIELDS = ["title", "description", "assignee", "due"] as const;
export type TaskField = (typeof TASK_FIELDS)[number];

/** One sentence per field that will not do. */
export type TaskFieldErrors = Partial<Record<TaskField, string>>;

/** The text as it was typed, to be shown again. */
export type TypedTask = Record<TaskField, string>;

export const EMPTY_TASK: TypedTask = { title: "", description: "", assignee: "", due: "" };

/** The field that the focus goes to. */
export function firstError(errors: TaskFieldErrors): TaskField | undefined {
  return TASK_FIELDS.find((field) => errors[field] !== undefined);
}

export function typedTask(form: FormData): TypedTask {
  const typed = (name: TaskField) => {
    const value = form.get(name);
    return typeof value === "string" ? value : "";
  };
  return {
    title: typed("title"),
    description: typed("description"),
    assignee: typed("assignee"),
    due: typed("due"),
  };
}

/** What was typed as a task, or an error for every field that will not do. */
export function parseTask(typed: TypedTask): Result<TaskDraft, TaskFieldErrors> {
  const title = cleanText(typed.title, { min: 1, max: MAX_TITLE_LENGTH });
  const description = cleanText(typed.description, { min: 0, max: MAX_DESCRIPTION_LENGTH });
  const assignee = parseAssignee(typed.assignee);
  const due = parseDue(typed.due);
  if (title.ok && description.ok && assignee.ok && due.ok) {
    return ok({
      title: title.value,
      description: description.value,
      assigneeId: assignee.value,
      dueOn: due.value,
    });
  }
  return fail({
    ...(!title.ok && { title: textError(title.reason, MAX_TITLE_LENGTH) }),
    ...(!description.ok && { description: textError(description.reason, MAX_DESCRIPTION_LENGTH) }),
    ...(!assignee.ok && { assignee: assignee.reason }),
    ...(!due.ok && { due: due.reason }),
  });
}

function parseAssignee(typed: string): Result<UserId | null, string> {
  if (typed === "") return ok(null);
  const userId = parseUserId(typed);
  return userId === null ? fail(NOT_A_MEMBER) : ok(userId);
}

export const NOT_A_MEMBER = "Choose a member of this organization.";

function parseDue(typed: string): Result<string | null, string> {
  if (typed === "") return ok(null);
  const day = parseDay(typed);
  return day === null ? fail("Give the day as year-month-day, such as 2026-11-24.") : ok(day);
}

/** A task as its form shows it. */
export function typedFrom({ title, description, assigneeId, dueOn }: TaskDraft): TypedTask {
  return { title, description, assignee: assigneeId ?? "", due: dueOn ?? "" };
}
