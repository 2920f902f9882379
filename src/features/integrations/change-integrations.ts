import { may } from "#src/auth/rights.ts";
import type { Tenant } from "#src/auth/tenant.ts";
import type { TenantScope } from "#src/db/tenant-scope.ts";
import { activityRepository } from "#src/features/activity/activity-repository.ts";
import {
  integrationRepository,
  loggedIntegration,
} from "#src/features/integrations/integration-repository.ts";
import type { Integration, IntegrationDraft } from "#src/features/integrations/integration.ts";
import { newIntegrationId, parseIntegrationId, type IntegrationId } from "#src/lib/ids.ts";
import { fail, ok, type Result } from "#src/lib/result.ts";

type Actor = { readonly tenant: Tenant; readonly scope: TenantScope };

/** The organization's integrations, for its admins. */
export async function readIntegrations({
  tenant,
  scope,
}: Actor): Promise<Result<readonly Integration[], "forbidden">> {
  if (!may(tenant, "integrations.manage")) return fail("forbidden");
  const [all] = await scope.batch([integrationRepository(scope).all()]);
  return ok(all);
}

/** Admins may add an integration. `full`: there are as many as there may be. */
export async function addIntegration(
  { tenant, scope }: Actor,
  draft: IntegrationDraft,
  nowMs: number,
): Promise<Result<IntegrationId, "forbidden" | "full">> {
  if (!may(tenant, "integrations.manage")) return fail("forbidden");
  const repository = integrationRepository(scope);
  const log = activityRepository(scope);
  const id = newIntegrationId();
  const deed = { actorId: tenant.userId, action: "integration.added", atMs: nowMs } as const;
  const [, , , [added]] = await scope.batch([
    log.open(),
    repository.addIfRoom({ ...draft, id, createdBy: tenant.userId, createdAtMs: nowMs }),
    log.recordEach(deed, loggedIntegration(id)),
    repository.find(id),
  ]);
  return added === undefined ? fail("full") : ok(id);
}

/** Admins may remove an integration; `given` is its id as it was sent. */
export async function removeIntegration(
  { tenant, scope }: Actor,
  given: unknown,
  nowMs: number,
): Promise<Result<null, "absent" | "forbidden">> {
  if (!may(tenant, "integrations.manage")) return fail("forbidden");
  const id = parseIntegrationId(given);
  if (id === null) return fail("absent");
  const repository = integrationRepository(scope);
  const deed = { actorId: tenant.userId, action: "integration.removed", atMs: nowMs } as const;
  const [, [removed]] = await scope.batch([
    activityRepository(scope).recordEach(deed, loggedIntegration(id)),
    repository.remove(id),
  ]);
  return removed === undefined ? fail("absent") : ok(null);
}
