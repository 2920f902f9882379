import { integer, text } from "drizzle-orm/sqlite-core";
import type { ActorId, OrgId, UserId } from "#src/lib/ids.ts";

/** The tenant column: every table that has it belongs to organizations, row by row. */
export const orgId = () => text("org_id").$type<OrgId>().notNull();

export const userId = (name: string) => text(name).$type<UserId>();

export const actorId = (name: string) => text(name).$type<ActorId>();

/** Integer milliseconds since the epoch. */
export const atMs = (name: string) => integer(name, { mode: "number" });

/** Starts at 0. */
export const count = (name: string) => integer(name).notNull().default(0);
