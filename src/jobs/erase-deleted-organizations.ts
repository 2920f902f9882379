import type { Database } from "#src/db/database.ts";
import { markOrganizationErased, unerasedOrganizations } from "#src/db/deleted-organizations.ts";
import { systemScope } from "#src/db/system-scope.ts";
import { eraseOrganization } from "#src/features/export/erase-organization.ts";

const MOST_ORGANIZATIONS = 10;

/** Goes on where the webhook of an organization's end was broken off and Svix has given up. */
export async function eraseDeletedOrganizations(database: Database, nowMs: number): Promise<void> {
  const [organizations] = await database.batch([unerasedOrganizations(MOST_ORGANIZATIONS)]);
  for (const { orgId } of organizations) {
    try {
      await eraseOrganization(systemScope(orgId, database), nowMs);
      await database.batch([markOrganizationErased(orgId, nowMs)]);
    } catch (error) {
      // As in seal-all-activity.ts.
      console.error(JSON.stringify({ event: "organization-not-erased", orgId, error: String(error) }));
    }
  }
}
