import { organizationHandle, type Tenant } from "#src/auth/tenant.ts";
import { fetchOrganization, type ClerkContext } from "#src/clerk/backend-api.ts";
import { isDeletedOrganization } from "#src/db/database.ts";
import { addPerson } from "#src/db/people.ts";
import type { TenantScope } from "#src/db/tenant-scope.ts";
import { MAX_ROSTER, organizationRepository } from "#src/features/organization/organization-repository.ts";
import type { RosterEntry } from "#src/features/organization/roster.ts";
import type { UserId } from "#src/lib/ids.ts";

export type Organization = { readonly name: string; readonly roster: readonly RosterEntry[] };

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
  return known === undefined
    ? readThrough(context, actor)
    : filled(context, actor, { name: known.name, roster });
}

/**
 * What a page read in a batch of its own, as it is; filled from Clerk where the member who asks is missing in it. Not
 * where the roster ends before them, nor where they have left, which the mirror knows.
 */
export async function filled(
  context: ClerkContext,
  actor: { readonly tenant: Tenant; readonly scope: TenantScope },
  organization: Organization,
): Promise<Organization> {
  return (await isHeardOf(actor, organization.roster)) ? organization : readThrough(context, actor);
}

/** Whether the mirror knows the member who asks, as far as a roster can tell: at most one more round trip. */
export async function isHeardOf(
  { tenant, scope }: { readonly tenant: Tenant; readonly scope: TenantScope },
  roster: readonly { readonly userId: UserId }[],
): Promise<boolean> {
  if (roster.length >= MAX_ROSTER || roster.some(({ userId }) => userId === tenant.userId)) return true;
  const [[seat]] = await scope.batch([organizationRepository(scope).seat(tenant.userId)]);
  return seat !== undefined;
}

/**
 * Fills the mirror's gap from Clerk and reads it again: what an organization made a moment ago needs, before
 * its event has arrived. Rows already there are left alone, those of who has left included. When Clerk does not
 * answer, or the organization was deleted meanwhile, the slug serves as name.
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
  try {
    await scope.batch([
      repository.addOrganization({ ...organization, sourceEventAtMs }),
      ...members.flatMap(({ person, role, joinedAtMs }) => [
        addPerson({ ...person, sourceEventAtMs }),
        repository.addMembership({ userId: person.id, role, createdAtMs: joinedAtMs, sourceEventAtMs }),
      ]),
    ]);
  } catch (error) {
    if (isDeletedOrganization(error)) return { name: organizationHandle(tenant), roster: [] };
    throw error;
  }
  const [[known], roster] = await scope.batch([repository.find(), repository.roster()]);
  return { name: known?.name ?? organization.name, roster };
}
