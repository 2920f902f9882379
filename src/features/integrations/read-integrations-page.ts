import { may } from "#src/auth/rights.ts";
import { organizationHandle, type Tenant } from "#src/auth/tenant.ts";
import type { ClerkContext } from "#src/clerk/backend-api.ts";
import type { TenantScope } from "#src/db/tenant-scope.ts";
import { integrationRepository } from "#src/features/integrations/integration-repository.ts";
import type { Integration } from "#src/features/integrations/integration.ts";
import { organizationRepository } from "#src/features/organization/organization-repository.ts";
import { filled, readOrganization, type Organization } from "#src/features/organization/read-organization.ts";

/** The organization with its integrations (none for who may not see them): one round trip to the database. */
export async function readIntegrationsPage(
  context: ClerkContext,
  actor: { readonly tenant: Tenant; readonly scope: TenantScope },
): Promise<{ readonly organization: Organization; readonly integrations: readonly Integration[] }> {
  const { tenant, scope } = actor;
  if (!may(tenant, "integrations.manage")) {
    return { organization: await readOrganization(context, actor), integrations: [] };
  }
  const repository = organizationRepository(scope);
  const [[known], roster, integrations] = await scope.batch([
    repository.find(),
    repository.roster(),
    integrationRepository(scope).all(),
  ]);
  const organization = { name: known?.name ?? organizationHandle(tenant), roster };
  return { organization: await filled(context, actor, organization), integrations };
}
