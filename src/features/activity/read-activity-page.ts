import { organizationHandle, type Tenant } from "#src/auth/tenant.ts";
import type { TenantScope } from "#src/db/tenant-scope.ts";
import { activityListRepository } from "#src/features/activity/activity-list-repository.ts";
import type { ActivityFilter } from "#src/features/activity/activity.ts";
import { pageOf, type ActivityPage } from "#src/features/activity/read-activity.ts";
import { organizationRepository } from "#src/features/organization/organization-repository.ts";
import type { Organization } from "#src/features/organization/read-organization.ts";

/** A page of the log with the organization: one round trip to the database. */
export async function readActivityPage(
  { tenant, scope }: { readonly tenant: Tenant; readonly scope: TenantScope },
  filter: ActivityFilter,
  before: number | null,
): Promise<ActivityPage & { readonly organization: Organization }> {
  const repository = organizationRepository(scope);
  const [[known], roster, rows] = await scope.batch([
    repository.find(),
    repository.roster(),
    activityListRepository(scope).page(filter, before),
  ]);
  const organization = { name: known?.name ?? organizationHandle(tenant), roster };
  return { ...pageOf(rows), organization };
}
