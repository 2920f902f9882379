import { may } from "#src/auth/rights.ts";
import type { Tenant } from "#src/auth/tenant.ts";
import type { TenantScope } from "#src/db/tenant-scope.ts";
import { activityRepository } from "#src/features/activity/activity-repository.ts";
import { exportOrganization } from "#src/features/export/export-organization.ts";
import { fail, ok, type Result } from "#src/lib/result.ts";

/** Everything the organization has, for its admins, as `exportOrganization` writes it; the log says who took it. */
export async function exportEverything(
  { tenant, scope }: { readonly tenant: Tenant; readonly scope: TenantScope },
  atMs: number,
): Promise<Result<AsyncGenerator<string, void>, "forbidden">> {
  if (!may(tenant, "organization.export")) return fail("forbidden");
  const log = activityRepository(scope);
  const deed = { actorId: tenant.userId, action: "report.exported", atMs } as const;
  await scope.batch([log.open(), log.record(deed, { id: "organization", title: "Everything" })]);
  return ok(exportOrganization(scope));
}
