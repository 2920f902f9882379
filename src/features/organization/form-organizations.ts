import { personIn, type Caller } from "#src/auth/caller.ts";
import { organizationPath } from "#src/auth/tenant.ts";
import { fetchOwnOrganizations, type ClerkContext } from "#src/clerk/backend-api.ts";
import type { TenantScope } from "#src/db/tenant-scope.ts";
import { organizationRepository } from "#src/features/organization/organization-repository.ts";
import { parseOrgId } from "#src/lib/ids.ts";

export type FormOrganizations = {
  /** The organization that is active now; null when none is. */
  readonly active: { readonly name: string; readonly path: string } | null;
  /** The name of the one that the form was rendered for, if the caller belongs to it. */
  readonly intended: string | null;
};

/**
 * Both sides of a form that was sent while another organization was active. The form's own is asked of Clerk
 * and not of the database, where a member of one organization reads nothing of another.
 */
export async function readFormOrganizations(
  context: ClerkContext,
  caller: Caller<TenantScope>,
  formOrganization: string | null,
): Promise<FormOrganizations> {
  const [active, intended] = await Promise.all([
    readActive(caller),
    readIntended(context, caller, formOrganization),
  ]);
  return { active, intended };
}

async function readActive(caller: Caller<TenantScope>): Promise<FormOrganizations["active"]> {
  if (caller.kind !== "member") return null;
  const { tenant, scope } = caller;
  const [[known]] = await scope.batch([organizationRepository(scope).find()]);
  const name = known?.name ?? tenant.orgSlug ?? tenant.orgId;
  return { name, path: organizationPath(tenant, "dashboard") };
}

async function readIntended(
  context: ClerkContext,
  caller: Caller<TenantScope>,
  formOrganization: string | null,
): Promise<string | null> {
  const organizationId = parseOrgId(formOrganization);
  const userId = personIn(caller);
  if (organizationId === null || userId === null) return null;
  const found = await fetchOwnOrganizations(context, userId);
  if (!found.ok) return null;
  return found.value.find(({ id }) => id === organizationId)?.name ?? null;
}
