import { isRole, NO_ROLE, permissionsOf } from "#src/auth/roles.ts";
import type { Tenant } from "#src/auth/tenant.ts";

/** A person's role in the organization as of now; null of who is no member (any more), or has signed out since. */
export type Standing = { readonly role: string | null };

/**
 * The tenant of a token less what has been taken away since it was issued. Nothing is added: a promotion comes with the
 * next token, and until then the mirror's word for more is not taken.
 */
export function currentTenant(tenant: Tenant, { role }: Standing): Tenant {
  if (role === tenant.role || role === "org:admin") return tenant;
  if (role === null || !isRole(role)) return { ...tenant, role: NO_ROLE, permissions: [] };
  const granted = permissionsOf(role);
  return { ...tenant, role, permissions: tenant.permissions.filter((each) => granted.includes(each)) };
}
