import type { Database } from "#src/db/database.ts";
import { TenantScope } from "#src/db/tenant-scope.ts";
import type { OrgId } from "#src/lib/ids.ts";

/**
 * The scope of an organization that no session names: one of a verified event, of a scheduled job's own list, or of
 * a script's argument. Requests never come here; the import law keeps features and pages out.
 */
export function systemScope(orgId: OrgId, database: Database): TenantScope {
  return new TenantScope(orgId, database);
}
