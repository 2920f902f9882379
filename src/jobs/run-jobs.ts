import { Database, type SqlConnection } from "#src/db/database.ts";
import { eraseDeletedOrganizations } from "#src/jobs/erase-deleted-organizations.ts";
import { forgetOldEvents } from "#src/jobs/forget-old-events.ts";
import { sealAllActivity } from "#src/jobs/seal-all-activity.ts";

/** What is to be done from time to time, one after the other. */
export async function runJobs(connection: SqlConnection): Promise<void> {
  const database = new Database(connection);
  await sealAllActivity(database);
  await eraseDeletedOrganizations(database, Date.now());
  await forgetOldEvents(database, Date.now());
}
