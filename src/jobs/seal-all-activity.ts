import type { Database } from "#src/db/database.ts";
import { unsealedOrganizations } from "#src/db/logged-organizations.ts";
import { systemScope } from "#src/db/system-scope.ts";
import { sealActivity } from "#src/features/activity/seal-activity.ts";
import type { OrgId } from "#src/lib/ids.ts";

const ORGANIZATIONS_PER_CHUNK = 100;
/** A run ends after so many batches, so that it stays inside a Worker's limits; the next one goes on. */
const MOST_BATCHES = 200;

/**
 * Seals what organizations' logs have gained since the last run. Each new last seal goes to the Worker's log, outside
 * of the database's reach: with it, a chain that was written anew from some row on can be told.
 */
export async function sealAllActivity(database: Database): Promise<void> {
  let after = "";
  for (let batches = 0; batches < MOST_BATCHES;) {
    const [organizations] = await database.batch([unsealedOrganizations(after, ORGANIZATIONS_PER_CHUNK)]);
    for (const { orgId } of organizations) {
      await seal(database, orgId);
      batches += 1;
    }
    // What a long log still lacks comes with the next run.
    if (organizations.length < ORGANIZATIONS_PER_CHUNK) return;
    after = organizations.at(-1)?.orgId ?? "";
  }
}

async function seal(database: Database, orgId: OrgId): Promise<void> {
  try {
    const last = await sealActivity(systemScope(orgId, database), orgId);
    if (last !== null) console.log(JSON.stringify({ event: "activity-sealed", orgId, ...last }));
  } catch (error) {
    // One organization's trouble keeps no other waiting; the next run tries again.
    console.error(JSON.stringify({ event: "activity-not-sealed", orgId, error: String(error) }));
  }
}
