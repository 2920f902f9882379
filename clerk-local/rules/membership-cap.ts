import { configurationOf } from "#clerk-local/configuration.ts";
import { Refusal } from "#clerk-local/errors.ts";
import type { OrganizationRecord } from "#clerk-local/state/records.ts";
import type { Tables } from "#clerk-local/state/tables.ts";

/** How many members an organization may have, invited ones included; 0 is any number. */
export function membershipCapOf(tables: Tables, organization: OrganizationRecord): number {
  return organization.maxAllowedMemberships ?? configurationOf(tables).maxAllowedMemberships;
}

export function pendingInvitationsCount(tables: Tables, { id: orgId }: OrganizationRecord): number {
  return tables.organizationInvitations.where({ orgId, status: "pending" }).length;
}

/** Throws `organization_membership_quota_exceeded` when that many more would be too many. */
export function refuseOverCap(tables: Tables, organization: OrganizationRecord, adding: number): void {
  const members = tables.memberships.where({ orgId: organization.id }).length;
  const held = members + pendingInvitationsCount(tables, organization);
  refuseBeyond(membershipCapOf(tables, organization), held + adding);
}

/** The same for one who was invited, whose seat was counted then: throws only where the cap is lower by now. */
export function refuseFull(tables: Tables, organization: OrganizationRecord): void {
  const members = tables.memberships.where({ orgId: organization.id }).length;
  refuseBeyond(membershipCapOf(tables, organization), members + 1);
}

function refuseBeyond(cap: number, wanted: number): void {
  if (cap === 0 || wanted <= cap) return;
  const message = `You have reached your limit of ${cap} organization memberships, including outstanding invitations.`;
  throw new Refusal(403, "organization_membership_quota_exceeded", message);
}
