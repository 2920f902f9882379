import { index, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { atMs, orgId, userId } from "#src/db/columns.ts";
import type { OrgId } from "#src/lib/ids.ts";

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

/**
 * Mirror of the public fields of Clerk's users; belongs to no organization, read through memberships. Who is
 * deleted stays as a row without fields; triggers make all of their memberships tombstones, also later ones.
 */
export const people = sqliteTable("people", {
  id: userId("id").primaryKey(),
  name: text("name").notNull(),
  email: text("email"),
  imageUrl: text("image_url"),
  sourceEventAtMs: atMs("source_event_at_ms").notNull(),
  deletedAtMs: atMs("deleted_at_ms"),
});

/**
 * Organizations that Clerk has deleted: no row of theirs can be added any more (the triggers
 * `<table>_stays_erased`), whatever arrives late. Itself no organization's row, or it would be erased as well.
 */
export const deletedOrganizations = sqliteTable("deleted_organizations", {
  id: text("id").$type<OrgId>().primaryKey(),
  deletedAtMs: atMs("deleted_at_ms").notNull(),
  /** When its last row was gone; null until then. */
  erasedAtMs: atMs("erased_at_ms"),
});

/** Sessions that ended before their last token did. */
export const endedSessions = sqliteTable(
  "ended_sessions",
  { id: text("id").primaryKey(), endedAtMs: atMs("ended_at_ms").notNull() },
  (table) => [index("ended_sessions_by_end").on(table.endedAtMs)],
);

/** Webhooks that have had their effect, by `svix-id`: one that comes again has none. */
export const webhookDeliveries = sqliteTable(
  "webhook_deliveries",
  {
    id: text("id").primaryKey(),
    type: text("type").notNull(),
    receivedAtMs: atMs("received_at_ms").notNull(),
  },
  (table) => [index("webhook_deliveries_by_receipt").on(table.receivedAtMs)],
);
