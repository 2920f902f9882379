import { Database, type SqlConnection } from "#src/db/database.ts";
import { eraseDeletedOrganizations } from "#src/jobs/erase-deleted-organizations.ts";
import { forgetOldEvents } from "#src/jobs/forget-old-events.ts";
import { sealAllActivity } from "#src/jobs/seal-all-activity.ts";
import { sendInvitations } from "#src/jobs/send-invitations.ts";

/** The one of wrangler.toml's schedules that is not for everything. */
const EVERY_MINUTE = "* * * * *";

/** What is to be done by a schedule, one after the other. */
export async function runJobs(connection: SqlConnection, cron: string, nowMs: number): Promise<void> {
  const database = new Database(connection);
  await sendInvitations(database, nowMs);
  if (cron === EVERY_MINUTE) return;
  await sealAllActivity(database);
  await eraseDeletedOrganizations(database, nowMs);
  await forgetOldEvents(database, nowMs);
}
