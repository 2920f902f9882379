import { organizationHandle, type Tenant } from "#src/auth/tenant.ts";
import { fetchOrganization, type ClerkContext } from "#src/clerk/backend-api.ts";
import { addPerson } from "#src/db/people.ts";
import type { TenantScope } from "#src/db/tenant-scope.ts";
import { organizationRepository } from "#src/features/organization/organization-repository.ts";
import type { RosterEntry } from "#src/features/organization/roster.ts";

export type Organization = { readonly name: string; readonly roster: readonly RosterEntry[] };

/** Whether the mirror has the organization and the very member who asks. */
export function isMirrored(
  tenant: Tenant,
  organization: { name: string } | undefined,
  roster: readonly RosterEntry[],
): organization is { name: string } {
  return organization !== undefined && roster.some(({ userId }) => userId === tenant.userId);
}

/** The organization's name and members: one round trip to the database. */
export async function readOrganization(
  context: ClerkContext,
  { tenant, scope }: { readonly tenant: Tenant; readonly scope: TenantScope },
): Promise<Organization> {
  const repository = organizationRepository(scope);
  const [[known], roster] = await scope.batch([repository.find(), repository.roster()]);
  return mirroredOrRead(context, { tenant, scope }, { known, roster });
}

/** The organization as a page's own batch found it in the mirror; where that has a gap, as `readThrough`. */
export async function mirroredOrRead(
  context: ClerkContext,
  actor: { readonly tenant: Tenant; readonly scope: TenantScope },
  { known, roster }: { readonly known: { name: string } | undefined; readonly roster: RosterEntry[] },
): Promise<Organization> {
  return isMirrored(actor.tenant, known, roster) ? { name: known.name, roster } : readThrough(context, actor);
}

/** What a page read in a batch of its own, as it is; filled from Clerk where the member who asks is missing in it. */
export async function filled(
  context: ClerkContext,
  { tenant, scope }: { readonly tenant: Tenant; readonly scope: TenantScope },
  organization: Organization,
): Promise<Organization> {
  const isKnown = organization.roster.some(({ userId }) => userId === tenant.userId);
  return isKnown ? organization : readThrough(context, { tenant, scope });
}

/**
 * Fills the mirror's gap from Clerk and reads it again: what an organization made a moment ago needs, before
 * its event has arrived. Rows already there are left alone. When Clerk does not answer, the slug serves as name.
 */
export async function readThrough(
  context: ClerkContext,
  { tenant, scope }: { readonly tenant: Tenant; readonly scope: TenantScope },
): Promise<Organization> {
  const fetched = await fetchOrganization(context, tenant.orgId);
  if (!fetched.ok) return { name: organizationHandle(tenant), roster: [] };
  const { members, ...organization } = fetched.value;
  const repository = organizationRepository(scope);
  // The fetch is not an event: any event, however early, is newer than what it left here.
  const sourceEventAtMs = 0;
  await scope.batch([
    repository.addOrganization({ ...organization, sourceEventAtMs }),
    ...members.flatMap(({ person, role, joinedAtMs }) => [
      addPerson({ ...person, sourceEventAtMs }),
      repository.addMembership({ userId: person.id, role, createdAtMs: joinedAtMs, sourceEventAtMs }),
    ]),
  ]);
  const [roster] = await scope.batch([repository.roster()]);
  return { name: organization.name, roster };
}
