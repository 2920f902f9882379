import { asked, organizations, type CallFailure } from "#src/clerk/organization-calls.ts";
import type { OrgId, UserId } from "#src/lib/ids.ts";
import { fail, ok, type Result } from "#src/lib/result.ts";

/** A person's place in an organization. */
export type Seat = { readonly orgId: OrgId; readonly userId: UserId };

/** Clerk's codes of an organization that is not there. */
const NOT_THERE: readonly string[] = ["resource_not_found", "organization_not_found_or_unauthorized"];

/** The role that a person has in an organization as of now; null where they have none, or there is no such organization. */
export async function findRole({ orgId, userId }: Seat): Promise<Result<string | null, CallFailure>> {
  const one = { organizationId: orgId, userId: [userId], limit: 1 };
  const listed = await asked(organizations().getOrganizationMembershipList(one));
  if (!listed.ok) {
    const isNotThere = listed.reason.kind === "refused" && NOT_THERE.includes(listed.reason.code);
    return isNotThere ? ok(null) : listed;
  }
  return ok(listed.value.data[0]?.role ?? null);
}

/** Gives a member a role; answers since when they have it, in milliseconds of Clerk's own clock. */
export async function giveRole(
  { orgId: organizationId, userId }: Seat,
  role: "org:admin" | "org:member",
): Promise<Result<{ readonly role: string; readonly sinceMs: number }, CallFailure>> {
  const given = await asked(organizations().updateOrganizationMembership({ organizationId, userId, role }));
  if (!given.ok) return given;
  return ok({ role: given.value.role, sinceMs: given.value.updatedAt });
}

/** Ends a membership; answers when the one that has ended began, in milliseconds of Clerk's own clock. */
export async function endMembership({
  orgId: organizationId,
  userId,
}: Seat): Promise<Result<{ readonly createdAtMs: number }, CallFailure>> {
  const ended = await asked(organizations().deleteOrganizationMembership({ organizationId, userId }));
  return ended.ok ? ok({ createdAtMs: ended.value.createdAt }) : fail(ended.reason);
}
