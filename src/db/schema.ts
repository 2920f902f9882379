import { foreignKey, index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { atMs, orgId, userId } from "#src/db/columns.ts";
import type { TaskId } from "#src/lib/ids.ts";

/*
 * Tenant tables have an `org_id`, first in the primary key and in every index, and a trigger
 * `<table>_keeps_org_id` that refuses to change it (in the migrations; drizzle-kit does not write triggers).
 */

/** Mirror of Clerk's organizations: the session token carries no name. */
export const organizations = sqliteTable("organizations", {
  orgId: orgId().primaryKey(),
  slug: text("slug"),
  name: text("name").notNull(),
  createdAtMs: atMs("created_at_ms").notNull(),
  sourceEventAtMs: atMs("source_event_at_ms").notNull(),
  deletedAtMs: atMs("deleted_at_ms"),
});

/** Mirror of Clerk's memberships; a member who left stays as a tombstone, so that old rows keep a name. */
export const memberships = sqliteTable(
  "memberships",
  {
    orgId: orgId(),
    userId: userId("user_id").notNull(),
    role: text("role").notNull(),
    createdAtMs: atMs("created_at_ms").notNull(),
    sourceEventAtMs: atMs("source_event_at_ms").notNull(),
    deletedAtMs: atMs("deleted_at_ms"),
  },
  (table) => [primaryKey({ columns: [table.orgId, table.userId] })],
);

/** Mirror of the public fields of Clerk's users; belongs to no organization, read through memberships. */
export const people = sqliteTable("people", {
  id: userId("id").primaryKey(),
  name: text("name").notNull(),
  email: text("email"),
  imageUrl: text("image_url"),
  sourceEventAtMs: atMs("source_event_at_ms").notNull(),
  deletedAtMs: atMs("deleted_at_ms"),
});

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
    createdBy: userId("created_by").notNull(),
    createdAtMs: atMs("created_at_ms").notNull(),
    updatedAtMs: atMs("updated_at_ms").notNull(),
    /** Starts at 1; every change adds one. */
    version: integer("version").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.orgId, table.id] }),
    index("tasks_by_created").on(table.orgId, table.createdAtMs, table.id),
    foreignKey({
      name: "tasks_assignee_is_a_member",
      columns: [table.orgId, table.assigneeId],
      foreignColumns: [memberships.orgId, memberships.userId],
    }),
  ],
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
