import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { atMs, count, orgId, userId } from "#src/db/columns.ts";
import type { InvitationId } from "#src/lib/ids.ts";

const IS_UNSENT = sql`"status" in ('waiting', 'sending')`;

/** Invitations on their way to Clerk, which has them afterwards: what becomes of one is asked of Clerk alone. */
export const invitations = sqliteTable(
  "invitations",
  {
    orgId: orgId(),
    id: text("id").$type<InvitationId>().notNull(),
    /** In lower case; what was typed, where that is no address. */
    email: text("email").notNull(),
    role: text("role", { enum: ["org:admin", "org:member"] }).notNull(),
    /** `sending`: Clerk is asked, or was and nobody heard the answer. */
    status: text("status", { enum: ["waiting", "sending", "sent", "refused"] }).notNull(),
    /** Why it was refused. */
    reason: text("reason"),
    /** Of the list that it came with. */
    line: integer("line"),
    invitedBy: userId("invited_by").notNull(),
    createdAtMs: atMs("created_at_ms").notNull(),
    /** When Clerk was last asked. */
    attemptedAtMs: atMs("attempted_at_ms"),
    /** How often Clerk's answer was not heard. */
    doubts: count("doubts"),
    /** 1: goes by a call of its own, since Clerk refused it or another one of the same call. */
    alone: count("alone"),
    clerkId: text("clerk_id"),
    expiresAtMs: atMs("expires_at_ms"),
  },
  (table) => [
    primaryKey({ columns: [table.orgId, table.id] }),
    index("invitations_by_status").on(table.orgId, table.status, table.createdAtMs, table.id),
    uniqueIndex("invitations_unsent_once").on(table.orgId, table.email).where(IS_UNSENT),
  ],
);

/** One row for each organization that ever invited; all but its turn and its share are kept by triggers. */
export const invitationQueues = sqliteTable(
  "invitation_queues",
  {
    orgId: orgId().primaryKey(),
    unsent: count("unsent"),
    refused: count("refused"),
    /** How many were to be sent since there was last nothing to send. */
    queued: count("queued"),
    /** When the governor last served it: whoever waits longest is next. */
    turn: count("turn"),
    /** Calls made from within requests in the hour that began then. */
    shareSinceMs: atMs("share_since_ms").notNull().default(0),
    shareCalls: count("share_calls"),
  },
  (table) => [
    index("invitation_queues_unsent")
      .on(table.orgId, table.turn)
      .where(sql`"unsent" > 0`),
  ],
);

/** Calls to Clerk that invite, counted by the minute for the whole instance, as Clerk limits them. */
export const invitationCalls = sqliteTable(
  "invitation_calls",
  {
    kind: text("kind", { enum: ["single", "bulk"] }).notNull(),
    /** Since the epoch. */
    minute: integer("minute").notNull(),
    calls: integer("calls").notNull(),
  },
  (table) => [primaryKey({ columns: [table.kind, table.minute] })],
);

/**
 * Figures of the whole instance: until when Clerk wants no call of a kind, and (kept by triggers) how many
 * organizations have how many unsent invitations.
 */
export const invitationGauges = sqliteTable("invitation_gauges", {
  name: text("name", { enum: ["single", "bulk", "organizations", "unsent"] }).primaryKey(),
  value: integer("value").notNull(),
});
