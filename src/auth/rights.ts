import type { Permission } from "#src/auth/roles.ts";
import type { Tenant } from "#src/auth/tenant.ts";
import type { ActorId } from "#src/lib/ids.ts";

/** Every member, admins alone, or whoever's role carries that permission. */
type Needs = "member" | "org:admin" | Permission;

type Row = {
  readonly does: string;
  readonly needs: Needs;
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
  "tasks.read": { does: "See tasks and their comments", needs: "member" },
  "tasks.create": { does: "Add a task", needs: "member" },
  "tasks.edit": { does: "Edit a task", needs: "member" },
  "tasks.move": { does: "Start, complete or reopen a task", needs: "member" },
  "tasks.delete": { does: "Delete a task", needs: "org:tasks:manage", own: true },
  "tasks.complete-many": { does: "Complete many tasks at once", needs: "org:tasks:manage" },
  "comments.add": { does: "Comment on a task", needs: "member" },
  "posts.read": { does: "See published posts, and drafts of one's own", needs: "member" },
  "posts.create": { does: "Write a draft", needs: "member" },
  "posts.edit": { does: "See, edit or delete a draft", needs: "org:posts:publish", own: true },
  "posts.publish": { does: "Publish a post, or take it back", needs: "org:posts:publish" },
  "posts.pin": { does: "Pin a post", needs: "org:posts:publish" },
  "reports.read": { does: "See reports", needs: "member" },
  "reports.export": { does: "Export reports", needs: "org:reports:export", inPerson: true },
  "activity.read": { does: "See who did what", needs: "member" },
  "activity.export": { does: "Export who did what", needs: "org:reports:export", inPerson: true },
  "members.read": { does: "See members and their roles", needs: "member" },
  "members.manage": { does: "Invite and remove members, change roles", needs: "org:admin", inPerson: true },
  "settings.read": { does: "See the organization's settings, or leave it", needs: "member" },
  "integrations.manage": { does: "See and change integrations", needs: "org:admin" },
  "organization.export": {
    does: "Export everything the organization has",
    needs: "org:admin",
    inPerson: true,
  },
  "billing.manage": { does: "See the plan and its limits, manage billing", needs: "org:admin" },
  "admin.read": { does: "See the admin pages", needs: "org:admin" },
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
  return holds(tenant, right) || (isOwn(right) && row?.createdBy === tenant.userId);
}

/** Whether there can be a row to which the holder has that right. */
export function mayEver(holder: Holder, right: Right): boolean {
  return holds(holder, right) || isOwn(right);
}

/** Whether the holder has that right to every row, whoever made it. */
export function holds({ role, permissions, isImpersonated }: Holder, right: Right): boolean {
  const { needs, inPerson }: Row = RIGHTS[right];
  if (inPerson === true && isImpersonated === true) return false;
  if (needs === "member") return true;
  return needs === "org:admin" ? role === needs : permissions.includes(needs);
}

function isOwn(right: Right): boolean {
  const row: Row = RIGHTS[right];
  return row.own === true;
}

/** The same right as Clerk's `has` and `<Show>` are asked for it. */
export function clerkRuleOf(right: ReservedRight): { role: "org:admin" } | { permission: Permission } {
  const { needs } = RIGHTS[right];
  return needs === "org:admin" ? { role: needs } : { permission: needs };
}
