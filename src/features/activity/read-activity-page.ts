import { organizationHandle, type Tenant } from "#src/auth/tenant.ts";
import type { TenantScope } from "#src/db/tenant-scope.ts";
import { activityListRepository } from "#src/features/activity/activity-list-repository.ts";
import type { ActivityFilter, LoggedDeed } from "#src/features/activity/activity.ts";
import { pageOf, type ActivityPage } from "#src/features/activity/read-activity.ts";
import { organizationRepository } from "#src/features/organization/organization-repository.ts";
import type { Organization } from "#src/features/organization/read-organization.ts";

/** A page of the log with the organization and what of the page is deleted: two round trips at most. */
export async function readActivityPage(
  { tenant, scope }: { readonly tenant: Tenant; readonly scope: TenantScope },
  filter: ActivityFilter,
  before: number | null,
): Promise<ActivityPage & { readonly organization: Organization; readonly deleted: ReadonlySet<string> }> {
  const repository = organizationRepository(scope);
  const [[known], roster, rows] = await scope.batch([
    repository.find(),
    repository.roster(),
    activityListRepository(scope).page(filter, before),
  ]);
  const page = pageOf(rows);
  const organization = { name: known?.name ?? organizationHandle(tenant), roster };
  return { ...page, organization, deleted: await readDeleted(scope, page.deeds) };
}

/** A thing's last row is its deletion, so that most of what is gone is known from the page itself. */
async function readDeleted(scope: TenantScope, deeds: readonly LoggedDeed[]): Promise<ReadonlySet<string>> {
  const deleted = new Set(
    deeds.filter(({ action }) => action.endsWith(".deleted")).map(({ subjectId }) => subjectId),
  );
  const linked = deeds.filter(({ subjectKind }) => subjectKind === "task" || subjectKind === "post");
  const asked = new Set(linked.map(({ subjectId }) => subjectId).filter((id) => !deleted.has(id)));
  if (asked.size === 0) return deleted;
  const [found] = await scope.batch([activityListRepository(scope).deleted([...asked])]);
  for (const { subjectId } of found) deleted.add(subjectId);
  return deleted;
}
