/**
 * Role → permissions, pure data; rights.ts says what each permission is for.
 *
 * A permission here is a custom permission of the Clerk instance, attached to the role in Clerk's dashboard
 * (clerk-local reads this table instead), so that it travels in the session token. What every member may do
 * (see and work on tasks) needs none. Clerk's own `org:sys_*` permissions never appear in tokens and have
 * no place here: what they govern is decided by role.
 */
export const ROLE_PERMISSIONS = {
  "org:admin": ["org:tasks:manage", "org:posts:publish", "org:reports:export"],
  "org:member": [],
} as const satisfies Record<string, readonly `org:${string}:${string}`[]>;

export type Permission = (typeof ROLE_PERMISSIONS)[keyof typeof ROLE_PERMISSIONS][number];

/** `org:admin`, `org:member` or a custom role's key. */
export type Role = `org:${string}`;

/** The roles that are given here: by an invitation, or to a member. A custom one is given in Clerk's own panel. */
export const GIVEN_ROLES = ["org:member", "org:admin"] as const;
export type GivenRole = (typeof GIVEN_ROLES)[number];

export function isGivenRole(text: unknown): text is GivenRole {
  return GIVEN_ROLES.some((role) => role === text);
}

/** Of whom nothing says a role: it grants what every member may do, as long as their token lives, and no more. */
export const NO_ROLE: Role = "org:none";

const KNOWN: ReadonlySet<string> = new Set(Object.values(ROLE_PERMISSIONS).flat());

export function isPermission(text: string): text is Permission {
  return KNOWN.has(text);
}

export function isRole(text: string): text is Role {
  return text.startsWith("org:");
}

/** What is known here of a role; of a custom one, what it grants stands in tokens alone. */
export function permissionsOf(role: Role): readonly Permission[] {
  const known: Readonly<Record<string, readonly Permission[]>> = ROLE_PERMISSIONS;
  return Object.hasOwn(known, role) ? (known[role] ?? []) : [];
}

/** How people read a role's key: `org:billing_manager` → `Billing manager`. */
export function roleName(role: string): string {
  const words = role.replace(/^org:/, "").replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
