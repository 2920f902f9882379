import { ROLE_PERMISSIONS } from "#src/auth/roles.ts";
import type { Role } from "./state/records.ts";

/**
 * Clerk's own permissions of its two default roles. They never stand in tokens; clerk-js and Clerk's UI read
 * them from the memberships and decide by them which tabs and buttons to show (clerk-js/resources/Session.ts).
 */
const SYSTEM_PERMISSIONS = {
  "org:admin": [
    "org:sys_profile:manage",
    "org:sys_profile:delete",
    "org:sys_memberships:read",
    "org:sys_memberships:manage",
    "org:sys_domains:read",
    "org:sys_domains:manage",
    "org:sys_billing:read",
    "org:sys_billing:manage",
  ],
  "org:member": ["org:sys_memberships:read", "org:sys_billing:read"],
} as const satisfies Record<Role, readonly string[]>;

export const ROLE_NAMES = { "org:admin": "Admin", "org:member": "Member" } as const satisfies Record<
  Role,
  string
>;

export const ROLES = Object.keys(ROLE_NAMES) as readonly Role[];

/** The one set of roles that an instance begins with; every organization has it. */
export const ROLE_SET_KEY = "role_set:default";

/** A role's permissions, Clerk's own and the product's. */
export function permissionsOf(role: Role): string[] {
  return [...SYSTEM_PERMISSIONS[role], ...ROLE_PERMISSIONS[role]];
}
