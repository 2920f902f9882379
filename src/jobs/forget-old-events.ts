import type { Database } from "#src/db/database.ts";
import { dropSessionsEndedBefore } from "#src/db/ended-sessions.ts";
import { dropDeliveriesBefore } from "#src/db/webhook-deliveries.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
/** Svix tries for a day and a half; what is sent again later by hand is older than what it would change. */
const DELIVERIES_KEPT_MS = 30 * DAY_MS;
/** Far longer than a token lives (src/auth/session-claims.ts). */
const SESSIONS_KEPT_MS = DAY_MS;

export async function forgetOldEvents(database: Database, nowMs: number): Promise<void> {
  await database.batch([
    dropDeliveriesBefore(nowMs - DELIVERIES_KEPT_MS),
    dropSessionsEndedBefore(nowMs - SESSIONS_KEPT_MS),
  ]);
}
