import { NO_ROLE, type Permission } from "#src/auth/roles.ts";
import type { Tenant } from "#src/auth/tenant.ts";
import type { ActorId } from "#src/lib/ids.ts";

/** Every member, admins alone, or whoever's role carries that permission. */
type Needs = "member" | "org:admin" | Permission;

/**
 * By what a right is judged: the session token alone, which says for a minute what was true when it was issued, or
 * also the mirror, which has heard since of who was demoted, was removed or signed out (standing.ts). Whatever
 * needs more than membership, or destroys something, asks the mirror; the first the compiler sees to.
 */
type Judged =
  | { readonly needs: "member"; readonly asks: "token" }
  | { readonly needs: Needs; readonly asks: "mirror" };

type Row = Judged & {
  readonly does: string;
  /** Whoever made a row has the right to it as well. */
  readonly own?: true;
  /** For the person alone, and never for who acts in their name. */
  readonly inPerson?: true;
};

/**
 * What there is to do in an organization, and what it needs: the one table of rights. Entry (access.ts), the
 * acts and every control ask it by name. What Clerk keeps under `org:sys_*` never stands in a token, so those
 * rights go by role (members, settings, billing); the product's own go by custom permissions (roles.ts).
 */
export const RIGHTS = {
  "tasks.read": { does: "See tasks and their comments", needs: "member", asks: "token" },
  "tasks.create": { does: "Add a task", needs: "member", asks: "token" },
  "tasks.edit": { does: "Edit a task", needs: "member", asks: "token" },
  "tasks.move": { does: "Start, complete or reopen a task", needs: "member", asks: "token" },
  "tasks.delete": { does: "Delete a task", needs: "org:tasks:manage", asks: "mirror", own: true },
  "tasks.complete-many": { does: "Complete many tasks at once", needs: "org:tasks:manage", asks: "mirror" },
  "comments.add": { does: "Comment on a task", needs: "member", asks: "token" },
  "posts.read": { does: "See published posts, and drafts of one's own", needs: "member", asks: "token" },
  "posts.create": { does: "Write a draft", needs: "member", asks: "token" },
  "posts.edit": {
    does: "See, edit or delete a draft",
    needs: "org:posts:publish",
    asks: "mirror",
    own: true,
  },
  "posts.publish": { does: "Publish a post, or take it back", needs: "org:posts:publish", asks: "mirror" },
  "posts.pin": { does: "Pin a post", needs: "org:posts:publish", asks: "mirror" },
  "reports.read": { does: "See reports", needs: "member", asks: "token" },
  "reports.export": { does: "Export reports", needs: "org:reports:export", asks: "mirror", inPerson: true },
  "activity.read": { does: "See who did what", needs: "member", asks: "token" },
  "activity.export": {
    does: "Export who did what",
    needs: "org:reports:export",
    asks: "mirror",
    inPerson: true,
  },
  "members.read": { does: "See members and their roles", needs: "member", asks: "token" },
  "members.manage": {
    does: "Invite and remove members, change roles",
    needs: "org:admin",
    asks: "mirror",
    inPerson: true,
  },
  "settings.read": { does: "See the organization's settings, or leave it", needs: "member", asks: "token" },
  "integrations.manage": { does: "See and change integrations", needs: "org:admin", asks: "mirror" },
  "organization.export": {
    does: "Export everything the organization has",
    needs: "org:admin",
    asks: "mirror",
    inPerson: true,
  },
  "billing.manage": {
    does: "See the plan and its limits, manage billing",
    needs: "org:admin",
    asks: "mirror",
  },
  "admin.read": { does: "See the admin pages", needs: "org:admin", asks: "mirror" },
} as const satisfies Record<string, Row>;

export type Right = keyof typeof RIGHTS;

type RightsWhere<Shape> = {
  [Name in Right]: (typeof RIGHTS)[Name] extends Shape ? Name : never;
}[Right];
/** Rights to some rows only: to whose, it depends on who made them. */
type OwnRight = RightsWhere<{ own: true }>;
/** Rights that a role or permission decides alone. */
type ReservedRight = Exclude<RightsWhere<{ needs: "org:admin" | Permission }>, OwnRight>;

type Holder = Pick<Tenant, "role" | "permissions" | "isImpersonated">;
type Made = { readonly createdBy: ActorId };

/** Whether the tenant's person may do that; where it depends on who made a row, to this row. */
export function may<Name extends Right>(
  tenant: Tenant,
  right: Name,
  ...[row]: Name extends OwnRight ? [row: Made] : []
): boolean {
  return holds(tenant, right) || (hasOwn(tenant, right) && row?.createdBy === tenant.userId);
}

/** Whether there can be a row to which the holder has that right. */
export function mayEver(holder: Holder, right: Right): boolean {
  return holds(holder, right) || hasOwn(holder, right);
}

/** Whether the holder has that right to every row, whoever made it. */
export function holds({ role, permissions, isImpersonated }: Holder, right: Right): boolean {
  const { needs, inPerson }: Row = RIGHTS[right];
  if (inPerson === true && isImpersonated === true) return false;
  if (needs === "member") return true;
  return needs === "org:admin" ? role === needs : permissions.includes(needs);
}

/** Who has no role any more has no right to their own rows either. */
function hasOwn({ role }: Holder, right: Right): boolean {
  const row: Row = RIGHTS[right];
  return row.own === true && role !== NO_ROLE;
}

/** The same right as Clerk's `has` and `<Show>` are asked for it. */
export function clerkRuleOf(right: ReservedRight): { role: "org:admin" } | { permission: Permission } {
  const { needs } = RIGHTS[right];
  return needs === "org:admin" ? { role: needs } : { permission: needs };
}
