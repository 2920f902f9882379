import type { Permission, Role } from "#src/auth/roles.ts";
import type { OrgId, UserId } from "#src/lib/ids.ts";

/** Who acts, and for which organization: read from a verified session token, from nowhere else. */
export type Tenant = {
  readonly orgId: OrgId;
  /** Null where the Clerk instance has slugs switched off; paths then carry the id. */
  readonly orgSlug: string | null;
  readonly userId: UserId;
  readonly role: Role;
  readonly permissions: readonly Permission[];
  /** Somebody acts in the person's name: Clerk's impersonation (the claim `act`). */
  readonly isImpersonated?: true;
};

/** The path of one of the active organization's pages: `/orgs/acme/dashboard`. */
export function organizationPath(tenant: Tenant, page: string): string {
  return `/orgs/${organizationHandle(tenant)}/${page}`;
}

/** What to call the organization where its name has not been read. */
export function organizationHandle({ orgSlug, orgId }: Tenant): string {
  return orgSlug ?? orgId;
}

/** Whether a path segment names the active organization, by slug or by id. */
export function namesOrganization(tenant: Tenant, segment: string): boolean {
  return segment === tenant.orgSlug || segment === tenant.orgId;
}
