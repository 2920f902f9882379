import { Database, type SqlConnection } from "#src/db/database.ts";
import { sealAllActivity } from "#src/jobs/seal-all-activity.ts";

/** What is to be done from time to time, one after the other. */
export async function runJobs(connection: SqlConnection): Promise<void> {
  await sealAllActivity(new Database(connection));
}
