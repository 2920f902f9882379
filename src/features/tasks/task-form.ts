import { MAX_DESCRIPTION_LENGTH, MAX_TITLE_LENGTH, type TaskDraft } from "#src/features/tasks/task.ts";
import { ID_SHAPES, parseUserId } from "#src/lib/ids.ts";
import { DAY_FIELD, orNullField, readFields, shapeField, textField, type ValuesOf } from "#src/lib/input.ts";
import { shaped } from "#src/lib/json-schema.ts";
import { ok, type Result } from "#src/lib/result.ts";

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

export const NOT_A_MEMBER = "Choose a member of this organization.";

/** What people and programs write of a task, field by field. */
export const DRAFT_FIELDS = {
  title: textField({ min: 1, max: MAX_TITLE_LENGTH }),
  description: textField({ min: 0, max: MAX_DESCRIPTION_LENGTH }),
  assignee: orNullField(shapeField(shaped(ID_SHAPES.user), parseUserId, NOT_A_MEMBER)),
  due: orNullField(DAY_FIELD),
};

/** What was typed as a task, or an error for every field that will not do. An empty choice is none. */
export function parseTask(typed: TypedTask): Result<TaskDraft, TaskFieldErrors> {
  const { title, description, assignee, due } = typed;
  const given = {
    title,
    description,
    assignee: assignee === "" ? null : assignee,
    due: due === "" ? null : due,
  };
  const read = readFields(DRAFT_FIELDS, given);
  return read.ok ? ok(draftOf(read.value)) : read;
}

/** The fields by the names of their columns. */
export function draftOf({ assignee, due, ...words }: ValuesOf<typeof DRAFT_FIELDS>): TaskDraft {
  return { ...words, assigneeId: assignee, dueOn: due };
}

/** A task as its form shows it. */
export function typedFrom({ title, description, assigneeId, dueOn }: TaskDraft): TypedTask {
  return { title, description, assignee: assigneeId ?? "", due: dueOn ?? "" };
}
