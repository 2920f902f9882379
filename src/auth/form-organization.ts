import type { Tenant } from "#src/auth/tenant.ts";

/** The field in which every form says which organization it was rendered for. */
export const ORGANIZATION_FIELD = "org";

/**
 * Whether a form was rendered for the organization that is active now. The field only asserts: it never
 * chooses an organization. Another tab may have switched the session since the form was shown.
 */
export function isForActiveOrganization(form: FormData, tenant: Tenant): boolean {
  return form.get(ORGANIZATION_FIELD) === tenant.orgId;
}
