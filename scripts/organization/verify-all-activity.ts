import type { Database } from "#src/db/database.ts";
import { loggedOrganizations } from "#src/db/logged-organizations.ts";
import { systemScope } from "#src/db/system-scope.ts";
import { verifyActivity, type Verification } from "#src/features/activity/verify-activity.ts";
import type { OrgId } from "#src/lib/ids.ts";

const ORGANIZATIONS_PER_CHUNK = 100;

/** The verification of every organization's log, one after the other. */
export async function* verifyAllActivity(
  database: Database,
): AsyncGenerator<Verification & { readonly orgId: OrgId }, void> {
  let after = "";
  for (;;) {
    const [organizations] = await database.batch([loggedOrganizations(after, ORGANIZATIONS_PER_CHUNK)]);
    for (const { orgId } of organizations) {
      yield { orgId, ...(await verifyActivity(systemScope(orgId, database), orgId)) };
    }
    if (organizations.length < ORGANIZATIONS_PER_CHUNK) return;
    after = organizations.at(-1)?.orgId ?? "";
  }
}
