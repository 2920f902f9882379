/** Invitations → JSON, for each API typed with its own SDK's type. */
import type {
  InvitationJSON,
  OrganizationInvitationJSON as BackendOrganizationInvitationJSON,
} from "@clerk/backend";
import type {
  OrganizationInvitationJSON,
  PublicOrganizationDataJSON,
  PublicUserDataJSON,
  UserOrganizationInvitationJSON,
} from "@clerk/shared/types";
import type { Situation } from "#clerk-local/dispatch.ts";
import type { Instance } from "#clerk-local/instance.ts";
import { invitationLink } from "#clerk-local/rules/invitations.ts";
import { shownSlug } from "#clerk-local/rules/organizations.ts";
import type {
  InvitationRecord,
  OrganizationInvitationRecord,
  OrganizationRecord,
} from "#clerk-local/state/records.ts";
import { ROLE_NAMES } from "#clerk-local/roles.ts";
import type { Tables } from "#clerk-local/state/tables.ts";
import { publicUserJson } from "./frontend.ts";

/** For the Frontend API: without the link, which only the invited may know. */
export function organizationInvitationJson(
  invitation: OrganizationInvitationRecord,
): OrganizationInvitationJSON {
  return {
    object: "organization_invitation",
    id: invitation.id,
    email_address: invitation.email,
    organization_id: invitation.orgId,
    public_metadata: invitation.publicMetadata,
    status: invitation.status,
    role: invitation.role,
    role_name: ROLE_NAMES[invitation.role],
    created_at: invitation.createdAtMs,
    updated_at: invitation.updatedAtMs,
  };
}

/** For the invited person, to whom the organization says who it is. Null when it is gone. */
export function userInvitationJson(
  tables: Tables,
  invitation: OrganizationInvitationRecord,
): UserOrganizationInvitationJSON | null {
  const organization = tables.organizations.get(invitation.orgId);
  if (organization === null) return null;
  const { organization_id: _, ...json } = organizationInvitationJson(invitation);
  return { ...json, public_organization_data: publicOrganizationJson(tables, organization) };
}

/** What Clerk sends beside the fields of its SDK's type (its OpenAPI document has them). */
type WithInviter = BackendOrganizationInvitationJSON & {
  readonly inviter_id: string | null;
  readonly public_inviter_data: PublicUserDataJSON | null;
};

/** For the Backend API. */
export function backendInvitationJson(
  { tables, instance }: Situation,
  invitation: OrganizationInvitationRecord,
): WithInviter {
  const inviter = invitation.inviterId === null ? null : tables.people.get(invitation.inviterId);
  return {
    ...organizationInvitationJson(invitation),
    private_metadata: invitation.privateMetadata,
    url: invitation.status === "pending" ? invitationLink(instance, invitation.ticket) : null,
    expires_at: invitation.expiresAtMs,
    inviter_id: invitation.inviterId,
    public_inviter_data: inviter === null ? null : publicUserJson(inviter),
  };
}

/** The same for a person's list. Null when the organization is gone. */
export function backendUserInvitationJson(
  situation: Situation,
  invitation: OrganizationInvitationRecord,
): WithInviter | null {
  const organization = situation.tables.organizations.get(invitation.orgId);
  if (organization === null) return null;
  const data = publicOrganizationJson(situation.tables, organization);
  return {
    ...backendInvitationJson(situation, invitation),
    // Null at an instance without slugs, which this type leaves out.
    public_organization_data: { object: "organization", ...data, slug: data.slug as string },
  };
}

export function applicationInvitationJson(
  instance: Instance,
  invitation: InvitationRecord,
): InvitationJSON & { readonly expires_at: number } {
  const { status } = invitation;
  return {
    object: "invitation",
    id: invitation.id,
    email_address: invitation.email,
    public_metadata: invitation.publicMetadata,
    revoked: status === "revoked",
    status,
    ...(status === "pending" && { url: invitationLink(instance, invitation.ticket) }),
    expires_at: invitation.expiresAtMs,
    created_at: invitation.createdAtMs,
    updated_at: invitation.updatedAtMs,
  };
}

function publicOrganizationJson(
  tables: Tables,
  organization: OrganizationRecord,
): PublicOrganizationDataJSON {
  const { id, name } = organization;
  return { id, name, slug: shownSlug(tables, organization), image_url: "", has_image: false };
}
