import { primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { atMs, orgId, userId } from "#src/db/columns.ts";

// What Clerk says of organizations, their members and people, so that a page asks no one else.

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
