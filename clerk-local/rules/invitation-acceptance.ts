import { personOf } from "./directory.ts";
import type { Situation } from "#clerk-local/dispatch.ts";
import { Refusal } from "#clerk-local/errors.ts";
import { refuseFull } from "./membership-cap.ts";
import { addMember } from "./organizations.ts";
import type {
  InvitationRecord,
  InvitationStatus,
  OrganizationInvitationRecord,
  OrganizationRecord,
} from "#clerk-local/state/records.ts";
import type { Tables } from "#clerk-local/state/tables.ts";

/** The organization that the invitation is into. Throws when nobody can accept it any more. */
export function checkAcceptable(
  tables: Tables,
  { status, orgId }: OrganizationInvitationRecord,
): OrganizationRecord {
  if (status !== "pending") throw refusalOf(REFUSED_BY_ORGANIZATION[status]);
  const organization = tables.organizations.get(orgId);
  if (organization === null) throw refusalOf(DELETED_ORGANIZATION);
  return organization;
}

/** Makes that person a member, with the invitation's metadata. Throws as `checkAcceptable` does, and for an organization that is full by now. */
export function acceptOrganizationInvitation(
  situation: Situation,
  invitation: OrganizationInvitationRecord,
  userId: string,
): OrganizationInvitationRecord {
  const { tables, clock } = situation;
  const { orgId, role, publicMetadata, privateMetadata } = invitation;
  refuseFull(tables, checkAcceptable(tables, invitation));
  const membership = addMember(tables, { orgId, userId, role }, clock.nowMs);
  tables.memberships.put({ ...membership, publicMetadata, privateMetadata });
  const accepted = { ...invitation, status: "accepted", userId, updatedAtMs: clock.nowMs } as const;
  return tables.organizationInvitations.put(accepted);
}

/** Throws when nobody can accept it any more. */
export function checkUsable({ status }: InvitationRecord): void {
  if (status !== "pending") throw refusalOf(REFUSED_BY_APPLICATION[status]);
}

/** The invitation, used up; its metadata is that person's now. Throws as `checkUsable` does. */
export function acceptInvitation(
  { tables, clock }: Situation,
  invitation: InvitationRecord,
  userId: string,
): InvitationRecord {
  checkUsable(invitation);
  const person = personOf(tables, userId);
  const publicMetadata = { ...person.publicMetadata, ...invitation.publicMetadata };
  tables.people.put({ ...person, publicMetadata });
  return tables.invitations.put({ ...invitation, status: "accepted", updatedAtMs: clock.nowMs });
}

type Words = { readonly status: number; readonly code: string; readonly message: string };
type Over = Exclude<InvitationStatus, "pending">;

const REFUSED_BY_ORGANIZATION: Readonly<Record<Over, Words>> = {
  accepted: {
    status: 400,
    code: "organization_invitation_already_accepted",
    message: "This invitation has already been accepted. Sign in instead.",
  },
  revoked: {
    status: 400,
    code: "organization_invitation_revoked_code",
    message: "This invitation has been revoked and cannot be used anymore.",
  },
  expired: {
    status: 404,
    code: "organization_invitation_not_pending",
    message: "The organization invitation is not in the 'pending' status.",
  },
};

const REFUSED_BY_APPLICATION: Readonly<Record<Over, Words>> = {
  accepted: {
    status: 400,
    code: "invitation_already_accepted",
    message: "Invitation is already accepted, try signing in instead.",
  },
  revoked: { status: 400, code: "revoked_invitation", message: "The invitation was revoked." },
  expired: { status: 400, code: "ticket_expired_code", message: "This ticket has expired." },
};

const DELETED_ORGANIZATION: Words = {
  status: 400,
  code: "organization_invitation_to_deleted_organization",
  message: "This invitation refers to an organization that has been deleted.",
};

function refusalOf({ status, code, message }: Words): Refusal {
  return new Refusal(status, code, message);
}
