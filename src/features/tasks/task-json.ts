import {
  MAX_COMMENT_LENGTH,
  MAX_DESCRIPTION_LENGTH,
  MAX_TITLE_LENGTH,
  TASK_STATUSES,
  type ListedTask,
  type Task,
  type TaskComment,
} from "#src/features/tasks/task.ts";
import { ID_SHAPES } from "#src/lib/ids.ts";
import { DAY, INSTANT, objectOf, orNull, shaped, VERSION } from "#src/lib/json-schema.ts";
import { instantOf } from "#src/lib/time.ts";

const LISTED = {
  id: shaped(ID_SHAPES.task),
  title: { type: "string", maxLength: MAX_TITLE_LENGTH },
  status: { type: "string", enum: TASK_STATUSES },
  assignee: orNull(shaped(ID_SHAPES.user)),
  due: orNull(DAY),
  createdBy: shaped(ID_SHAPES.actor),
  createdAt: INSTANT,
  version: VERSION,
};

export const LISTED_TASK_SCHEMA = objectOf(LISTED);
export const TASK_SCHEMA = objectOf({
  ...LISTED,
  description: { type: "string", maxLength: MAX_DESCRIPTION_LENGTH },
});
export const COMMENT_SCHEMA = objectOf({
  id: shaped(ID_SHAPES.comment),
  author: shaped(ID_SHAPES.actor),
  body: { type: "string", maxLength: MAX_COMMENT_LENGTH },
  createdAt: INSTANT,
});

export function listedTaskJson(task: ListedTask) {
  const { id, title, status, assigneeId, dueOn, createdBy, createdAtMs, version } = task;
  const createdAt = instantOf(createdAtMs);
  return { id, title, status, assignee: assigneeId, due: dueOn, createdBy, createdAt, version };
}

export function taskJson(task: Task) {
  return { ...listedTaskJson(task), description: task.description };
}

export function commentJson({ id, authorId, body, createdAtMs }: TaskComment) {
  return { id, author: authorId, body, createdAt: instantOf(createdAtMs) };
}
