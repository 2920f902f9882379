import { COMMENT_FIELD } from "#src/features/tasks/comment-on-task.ts";
import { readCommentCursor } from "#src/features/tasks/comment-cursor.ts";
import { draftOf, DRAFT_FIELDS } from "#src/features/tasks/task-form.ts";
import {
  MAX_SEARCH_LENGTH,
  parseTaskList,
  unknownFields,
  type TaskList,
} from "#src/features/tasks/task-list.ts";
import {
  TASK_SORTS,
  TASK_STATUSES,
  type TaskDraft,
  type TaskStatus,
  type TaskStep,
} from "#src/features/tasks/task.ts";
import { ID_SHAPES } from "#src/lib/ids.ts";
import {
  choiceField,
  eitherOf,
  inputOf,
  NOTHING_TO_CHANGE,
  onlyThese,
  optional,
  refined,
  shapeField,
  VERSION_FIELD,
  type Input,
} from "#src/lib/input.ts";
import { objectOf, shaped, STRING } from "#src/lib/json-schema.ts";
import { fail, ok } from "#src/lib/result.ts";

export const NEW_TASK = refined(inputOf(DRAFT_FIELDS, ["title"]), (fields) => ok(draftOf(fields)));

/** What to change of a task that was seen in a version: its words, or where it stands. */
export type TaskPatch = { readonly version: number } & (
  | { readonly kind: "edit"; readonly draft: Partial<TaskDraft> }
  | { readonly kind: "step"; readonly step: TaskStep }
);

const STEP_TO: Readonly<Record<TaskStatus, TaskStep>> = {
  todo: "reopen",
  in_progress: "start",
  done: "complete",
};

const EDIT: Input<TaskPatch> = refined(
  inputOf(
    {
      version: VERSION_FIELD,
      title: optional(DRAFT_FIELDS.title),
      description: optional(DRAFT_FIELDS.description),
      assignee: optional(DRAFT_FIELDS.assignee),
      due: optional(DRAFT_FIELDS.due),
    },
    ["version"],
  ),
  ({ version, title, description, assignee, due }) => {
    const draft = {
      ...(title !== undefined && { title }),
      ...(description !== undefined && { description }),
      ...(assignee !== undefined && { assigneeId: assignee }),
      ...(due !== undefined && { dueOn: due }),
    };
    return Object.keys(draft).length === 0 ? fail(NOTHING_TO_CHANGE) : ok({ kind: "edit", version, draft });
  },
);

const STEP: Input<TaskPatch> = refined(
  inputOf({ version: VERSION_FIELD, status: choiceField(TASK_STATUSES) }, ["version", "status"]),
  ({ version, status }) => ok({ kind: "step", version, step: STEP_TO[status] }),
);

export const TASK_PATCH = eitherOf(EDIT, STEP);

const QUERY_SCHEMA = objectOf(
  {
    q: { type: "string", maxLength: MAX_SEARCH_LENGTH },
    status: { type: "string", enum: TASK_STATUSES },
    assignee: { anyOf: [shaped(ID_SHAPES.user), { const: "nobody" }] },
    sort: { type: "string", enum: TASK_SORTS },
    after: STRING,
  },
  [],
);

/** What an address asks of the list of tasks. */
export const TASK_QUERY: Input<TaskList> = {
  schema: QUERY_SCHEMA,
  names: Object.keys(QUERY_SCHEMA.properties),
  read(given) {
    const query = new URLSearchParams(Object.entries(given).map(([name, text]) => [name, String(text)]));
    if (unknownFields(query).length > 0) return fail(onlyThese(Object.keys(QUERY_SCHEMA.properties)));
    const list = parseTaskList(query);
    return list.ok ? list : fail({ errors: list.reason });
  },
};

export const NEW_COMMENT = inputOf({ body: COMMENT_FIELD }, ["body"]);

export const COMMENT_QUERY = inputOf({
  after: optional(shapeField(STRING, readCommentCursor, "This is not a place among the comments.")),
});
