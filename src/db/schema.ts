import { sql } from "drizzle-orm";
import { foreignKey, index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { actorId, atMs, count, orgId, userId } from "#src/db/columns.ts";
import { memberships } from "#src/db/mirror-schema.ts";
import type { CommentId, IntegrationId, PostId, TaskId } from "#src/lib/ids.ts";

// Tenant tables have an `org_id`, first in the primary key and in every index, and a trigger
// `<table>_keeps_org_id` that refuses to change it (in the migrations; drizzle-kit does not write triggers).

const IS_OPEN = sql`"status" <> 'done'`;

export const tasks = sqliteTable(
  "tasks",
  {
    orgId: orgId(),
    id: text("id").$type<TaskId>().notNull(),
    title: text("title").notNull(),
    description: text("description").notNull(),
    status: text("status", { enum: ["todo", "in_progress", "done"] }).notNull(),
    assigneeId: userId("assignee_id"),
    /** A calendar day, `2026-11-24`. */
    dueOn: text("due_on"),
    /** By this a list by day is ordered: tasks without one come last. */
    dueKey: text("due_key").generatedAlwaysAs(sql`coalesce("due_on", '9999-12-31')`, { mode: "virtual" }),
    /** By this a list by title is ordered. */
    titleKey: text("title_key").generatedAlwaysAs(sql`lower("title")`, { mode: "virtual" }),
    createdBy: actorId("created_by").notNull(),
    createdAtMs: atMs("created_at_ms").notNull(),
    updatedAtMs: atMs("updated_at_ms").notNull(),
    /** Starts at 1; every change adds one. */
    version: integer("version").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.orgId, table.id] }),
    // One for each list (task-repository.ts): what it is filtered by, what it is ordered by, the id.
    index("tasks_by_created").on(table.orgId, table.createdAtMs, table.id),
    index("tasks_by_due").on(table.orgId, table.dueKey, table.id),
    index("tasks_by_title").on(table.orgId, table.titleKey, table.id),
    index("tasks_open_by_due").on(table.orgId, table.dueKey, table.id).where(IS_OPEN),
    index("tasks_of_status_by_created").on(table.orgId, table.status, table.createdAtMs, table.id),
    index("tasks_of_status_by_due").on(table.orgId, table.status, table.dueKey, table.id),
    index("tasks_of_status_by_title").on(table.orgId, table.status, table.titleKey, table.id),
    index("tasks_of_assignee_by_created").on(table.orgId, table.assigneeId, table.createdAtMs, table.id),
    index("tasks_of_assignee_by_due").on(table.orgId, table.assigneeId, table.dueKey, table.id),
    index("tasks_of_assignee_by_title").on(table.orgId, table.assigneeId, table.titleKey, table.id),
    index("tasks_of_both_by_created").on(
      table.orgId,
      table.assigneeId,
      table.status,
      table.createdAtMs,
      table.id,
    ),
    index("tasks_of_both_by_due").on(table.orgId, table.assigneeId, table.status, table.dueKey, table.id),
    index("tasks_of_both_by_title").on(table.orgId, table.assigneeId, table.status, table.titleKey, table.id),
    foreignKey({
      name: "tasks_assignee_is_a_member",
      columns: [table.orgId, table.assigneeId],
      foreignColumns: [memberships.orgId, memberships.userId],
    }),
  ],
);

export const taskComments = sqliteTable(
  "task_comments",
  {
    orgId: orgId(),
    id: text("id").$type<CommentId>().notNull(),
    taskId: text("task_id").$type<TaskId>().notNull(),
    authorId: actorId("author_id").notNull(),
    body: text("body").notNull(),
    createdAtMs: atMs("created_at_ms").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.orgId, table.id] }),
    index("task_comments_by_created").on(table.orgId, table.taskId, table.createdAtMs, table.id),
    foreignKey({
      name: "task_comments_belong_to_a_task",
      columns: [table.orgId, table.taskId],
      foreignColumns: [tasks.orgId, tasks.id],
    }).onDelete("cascade"),
  ],
);

export const posts = sqliteTable(
  "posts",
  {
    orgId: orgId(),
    id: text("id").$type<PostId>().notNull(),
    title: text("title").notNull(),
    body: text("body").notNull(),
    status: text("status", { enum: ["draft", "published"] }).notNull(),
    pinned: integer("pinned").notNull(),
    authorId: userId("author_id").notNull(),
    createdAtMs: atMs("created_at_ms").notNull(),
    updatedAtMs: atMs("updated_at_ms").notNull(),
    /** The last time; null until the first. */
    publishedAtMs: atMs("published_at_ms"),
    /** Starts at 1; every change adds one. */
    version: integer("version").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.orgId, table.id] }),
    index("posts_by_created").on(table.orgId, table.status, table.createdAtMs, table.id),
    index("posts_of_author_by_created").on(
      table.orgId,
      table.status,
      table.authorId,
      table.createdAtMs,
      table.id,
    ),
    index("posts_by_published").on(table.orgId, table.status, table.pinned, table.publishedAtMs, table.id),
  ],
);

/** Where an organization wants to hear of its own doings. */
export const integrations = sqliteTable(
  "integrations",
  {
    orgId: orgId(),
    id: text("id").$type<IntegrationId>().notNull(),
    label: text("label").notNull(),
    url: text("url").notNull(),
    createdBy: userId("created_by").notNull(),
    createdAtMs: atMs("created_at_ms").notNull(),
  },
  (table) => [primaryKey({ columns: [table.orgId, table.id] })],
);

/**
 * Who did what, numbered without gaps in each organization. Rows are added only, in the batch of the change they
 * tell of; triggers refuse a change, another number than the next, and a removal while the organization lives.
 */
export const activity = sqliteTable(
  "activity",
  {
    orgId: orgId(),
    seq: integer("seq").notNull(),
    actorId: actorId("actor_id").notNull(),
    action: text("action").notNull(),
    subjectKind: text("subject_kind").notNull(),
    subjectId: text("subject_id").notNull(),
    /** A small JSON object. */
    details: text("details").notNull(),
    atMs: atMs("at_ms").notNull(),
    /** 1 once the thing that it was done to is deleted; set by a trigger, and no part of what is sealed. */
    subjectGone: integer("subject_gone").notNull().default(0),
  },
  (table) => [
    primaryKey({ columns: [table.orgId, table.seq] }),
    index("activity_by_kind").on(table.orgId, table.subjectKind, table.seq),
    index("activity_by_subject").on(table.orgId, table.subjectKind, table.subjectId, table.seq),
    index("activity_by_actor").on(table.orgId, table.actorId, table.seq),
    index("activity_by_actor_and_kind").on(table.orgId, table.actorId, table.subjectKind, table.seq),
  ],
);

/** A hash of each activity row and the seal before it, so that a row changed later no longer fits. */
export const activitySeals = sqliteTable(
  "activity_seals",
  { orgId: orgId(), seq: integer("seq").notNull(), hash: text("hash").notNull() },
  (table) => [
    primaryKey({ columns: [table.orgId, table.seq] }),
    foreignKey({
      name: "activity_seals_have_a_row",
      columns: [table.orgId, table.seq],
      foreignColumns: [activity.orgId, activity.seq],
    }),
  ],
);

/** Answers of requests that named a key, so that one sent again is answered and not done again. */
export const idempotencyKeys = sqliteTable(
  "idempotency_keys",
  {
    orgId: orgId(),
    actorId: actorId("user_id").notNull(),
    key: text("key").notNull(),
    fingerprint: text("fingerprint").notNull(),
    answer: text("answer").notNull(),
    expiresAtMs: atMs("expires_at_ms").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.orgId, table.actorId, table.key] }),
    index("idempotency_keys_by_expiry").on(table.orgId, table.expiresAtMs),
  ],
);

/** One row for each organization, kept by triggers: what a page would else have to count. */
export const organizationCounters = sqliteTable("organization_counters", {
  orgId: orgId().primaryKey(),
  tasksTodo: count("tasks_todo"),
  tasksInProgress: count("tasks_in_progress"),
  tasksDone: count("tasks_done"),
  postsDraft: count("posts_draft"),
  postsPublished: count("posts_published"),
  lastActivitySeq: count("last_activity_seq"),
  lastSealedSeq: count("last_sealed_seq"),
});

/** What happened on each day (UTC), kept by triggers. Stays when a task is deleted. */
export const taskDays = sqliteTable(
  "task_days",
  { orgId: orgId(), day: text("day").notNull(), added: count("added"), completed: count("completed") },
  (table) => [primaryKey({ columns: [table.orgId, table.day] })],
);

/**
 * Forms that arrived after their session token had expired, one per person, until they are sent again.
 * Belongs to no organization: what was typed, and for which one, is inside the seal.
 */
export const keptForms = sqliteTable(
  "kept_forms",
  {
    userId: userId("user_id").primaryKey(),
    sealed: text("sealed").notNull(),
    expiresAtMs: atMs("expires_at_ms").notNull(),
  },
  (table) => [index("kept_forms_by_expiry").on(table.expiresAtMs)],
);
