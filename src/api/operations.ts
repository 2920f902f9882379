import { json, type Operation, type Operations } from "#src/api/operation.ts";
import { MEMBER_PATCH, MEMBER_QUERY } from "#src/features/organization/member-input.ts";
import { ACTIVITY_QUERY, DEED_SCHEMA } from "#src/features/activity/activity-json.ts";
import { NEW_INVITATION } from "#src/features/invitations/invitation-input.ts";
import { INVITATION_SCHEMA } from "#src/features/invitations/invitation-json.ts";
import { NEW_POST, POST_PATCH, POST_QUERY } from "#src/features/posts/post-input.ts";
import { LISTED_POST_SCHEMA, POST_SCHEMA } from "#src/features/posts/post-json.ts";
import { EXPORT_QUERY, REPORT_SCHEMA } from "#src/features/reports/report-json.ts";
import {
  COMMENT_QUERY,
  NEW_COMMENT,
  NEW_TASK,
  TASK_PATCH,
  TASK_QUERY,
} from "#src/features/tasks/task-input.ts";
import { COMMENT_SCHEMA, LISTED_TASK_SCHEMA, TASK_SCHEMA } from "#src/features/tasks/task-json.ts";
import { ID_SHAPES } from "#src/lib/ids.ts";
import { SEEN_VERSION } from "#src/lib/input.ts";
import {
  INSTANT,
  listOf,
  objectOf,
  orNull,
  shaped,
  STRING,
  VERSION,
  type JsonSchema,
} from "#src/lib/json-schema.ts";

const NEXT = orNull(STRING);
const NO_CONTENT: Operation["answer"] = { status: 204, content: {} };

const pageOf = (name: string, items: JsonSchema) => json(objectOf({ [name]: listOf(items), next: NEXT }));
const made = (id: RegExp): Operation["answer"] => ({ ...json(objectOf({ id: shaped(id) })), status: 201 });
const changed = (id: RegExp) => json(objectOf({ id: shaped(id), version: VERSION }));

const EXPORT: Pick<Operation, "answer" | "query"> = {
  query: EXPORT_QUERY.schema,
  answer: { status: 200, content: { "application/x-ndjson": STRING, "text/csv": STRING } },
};

const ORGANIZATION = { id: shaped(ID_SHAPES.org), slug: orNull(STRING), role: STRING };
const ME = objectOf({
  person: objectOf({ id: shaped(ID_SHAPES.user), name: STRING, email: orNull(STRING) }),
  organizations: listOf(objectOf({ ...ORGANIZATION, name: STRING })),
  active: orNull(objectOf({ ...ORGANIZATION, permissions: listOf(STRING) })),
});
const MEMBER = objectOf({
  userId: shaped(ID_SHAPES.user),
  name: STRING,
  email: orNull(STRING),
  role: STRING,
  joinedAt: INSTANT,
});

/** The API's document, operation by operation; who may call each stands in access.ts and rights.ts. */
export const OPERATIONS: Operations = {
  "/api/openapi.json": { GET: { summary: "This document", answer: json({ type: "object" }) } },
  "/api/me": { GET: { summary: "Who is calling, and where they belong", answer: json(ME) } },
  "/api/admin/users": {
    GET: {
      summary: "The organization's members, a hundred at a time",
      query: MEMBER_QUERY.schema,
      answer: pageOf("members", MEMBER),
    },
  },
  "/api/members/[id]": {
    PATCH: {
      summary: "Make a member an admin, or an admin a member",
      body: MEMBER_PATCH.schema,
      answer: json(objectOf({ userId: shaped(ID_SHAPES.user), role: STRING })),
      refusals: ["not_found", "last_admin", "stale", "unavailable"],
    },
    DELETE: {
      summary: "Remove a member",
      answer: NO_CONTENT,
      refusals: ["not_found", "last_admin", "stale", "unavailable"],
    },
  },
  "/api/invite": {
    POST: {
      summary:
        "Invite somebody; what exceeds the hour's invitations waits, and `expectedAt` says until about when",
      body: NEW_INVITATION.schema,
      isKeyed: true,
      answer: json(INVITATION_SCHEMA),
      refusals: ["organization_full"],
    },
  },
  "/api/tasks": {
    GET: {
      summary: "Tasks: filtered, sorted or searched for, a page at a time",
      query: TASK_QUERY.schema,
      answer: pageOf("tasks", LISTED_TASK_SCHEMA),
    },
    POST: { summary: "Add a task", body: NEW_TASK.schema, isKeyed: true, answer: made(ID_SHAPES.task) },
  },
  "/api/tasks/[id]": {
    GET: { summary: "One task", answer: json(TASK_SCHEMA), refusals: ["not_found"] },
    PATCH: {
      summary: "Change a task's words, or where it stands",
      body: TASK_PATCH.schema,
      answer: changed(ID_SHAPES.task),
      refusals: ["not_found", "stale"],
    },
    DELETE: {
      summary: "Delete a task",
      query: SEEN_VERSION.schema,
      answer: NO_CONTENT,
      refusals: ["not_found", "stale", "forbidden"],
    },
  },
  "/api/tasks/[id]/comments": {
    GET: {
      summary: "A task's comments, the oldest first, a page at a time",
      query: COMMENT_QUERY.schema,
      answer: pageOf("comments", COMMENT_SCHEMA),
      refusals: ["not_found"],
    },
    POST: {
      summary: "Comment on a task",
      body: NEW_COMMENT.schema,
      isKeyed: true,
      answer: made(ID_SHAPES.comment),
      refusals: ["not_found"],
    },
  },
  "/api/posts": {
    GET: {
      summary: "Posts, pinned ones first, a page at a time",
      query: POST_QUERY.schema,
      answer: pageOf("posts", LISTED_POST_SCHEMA),
    },
    POST: {
      summary: "Write a draft, or a post that is published at once",
      body: NEW_POST.schema,
      isKeyed: true,
      answer: made(ID_SHAPES.post),
      refusals: ["forbidden"],
    },
  },
  "/api/posts/[id]": {
    GET: { summary: "One post", answer: json(POST_SCHEMA), refusals: ["not_found"] },
    PATCH: {
      summary: "Change a post's words; publish it or take it back; pin it or unpin it",
      body: POST_PATCH.schema,
      answer: changed(ID_SHAPES.post),
      refusals: ["not_found", "stale", "forbidden"],
    },
    DELETE: {
      summary: "Delete a post",
      query: SEEN_VERSION.schema,
      answer: NO_CONTENT,
      refusals: ["not_found", "stale", "forbidden"],
    },
  },
  "/api/reports": { GET: { summary: "The organization's figures", answer: json(REPORT_SCHEMA) } },
  "/api/reports/tasks": { POST: { summary: "All tasks as a file", ...EXPORT } },
  "/api/reports/activity": { POST: { summary: "All that was done as a file", ...EXPORT } },
  "/api/activity": {
    GET: {
      summary: "Who did what, the newest first, a page at a time",
      query: ACTIVITY_QUERY.schema,
      answer: pageOf("deeds", DEED_SCHEMA),
    },
  },
};
