import { Database } from "#src/db/database.ts";
import { systemScope } from "#src/db/system-scope.ts";
import type { TenantScope } from "#src/db/tenant-scope.ts";
import { parseOrgId } from "#src/lib/ids.ts";
import { Mendable } from "#scripts/local/commands.ts";
import { withLocalDatabase } from "#scripts/local/local-d1.ts";

/** Opens the local D1 for the organization that the command line names. */
export function withOrganization<Value>(work: (scope: TenantScope) => Promise<Value>): Promise<Value> {
  const orgId = parseOrgId(process.argv[2]);
  if (orgId === null)
    throw new Mendable("Name an organization by its id, such as org_2oXFLIdNwvrJ8oA1yWgVGj1tsE4.");
  return withLocalDatabase((database) => work(systemScope(orgId, new Database(database))));
}
