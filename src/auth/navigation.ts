import type { RoutePattern } from "#src/auth/access.ts";
import { organizationHandle, type Tenant } from "#src/auth/tenant.ts";

type Place = { readonly label: string; readonly pattern: RoutePattern };

/** Where every member of an organization can go, in the order shown: a page and its row come together. */
export const PLACES = [
  { label: "Dashboard", pattern: "/orgs/[slug]/dashboard" },
  { label: "Tasks", pattern: "/orgs/[slug]/tasks" },
  { label: "Posts", pattern: "/orgs/[slug]/posts" },
  { label: "Reports", pattern: "/orgs/[slug]/reports" },
  { label: "Activity", pattern: "/orgs/[slug]/activity" },
  { label: "Members", pattern: "/orgs/[slug]/members" },
  { label: "Settings", pattern: "/orgs/[slug]/settings/[...rest]" },
] as const satisfies readonly Place[];

/** Where its admins can go beside. */
export const ADMIN_PLACES = [
  { label: "Admin", pattern: "/admin" },
  { label: "Billing", pattern: "/billing" },
] as const satisfies readonly Place[];

/** A route's address for the tenant; what may follow it (`[...rest]`) is left out. */
export function pathOf(pattern: RoutePattern, tenant: Tenant): string {
  return pattern.replace("/[...rest]", "").replace("[slug]", organizationHandle(tenant));
}

/** How `aria-current` names a place on a page of that route pattern: its own page, one behind it, or neither. */
export function currentAt(pattern: RoutePattern, routePattern: string): "page" | "true" | undefined {
  if (routePattern === pattern) return "page";
  return routePattern.startsWith(`${pattern}/`) ? "true" : undefined;
}
