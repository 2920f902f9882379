import { checkEmail, findPersonByEmail, personOf } from "./directory.ts";
import type { Situation } from "#clerk-local/dispatch.ts";
import { emailAddressesOf } from "./email-addresses.ts";
import { missingPermission, Refusal } from "#clerk-local/errors.ts";
import { newId } from "#clerk-local/ids.ts";
import { expiryOf, invitationLink, MAX_BULK, redirectUrlOf } from "./invitations.ts";
import type { Json } from "#clerk-local/json.ts";
import { sendMail } from "./mail.ts";
import { refuseOverCap } from "./membership-cap.ts";
import { alreadyMember, findMembership, roleOf } from "./organizations.ts";
import type {
  OrganizationInvitationRecord,
  OrganizationRecord,
  PersonRecord,
} from "#clerk-local/state/records.ts";
import { permissionsOf, ROLE_NAMES } from "#clerk-local/roles.ts";
import type { Tables } from "#clerk-local/state/tables.ts";
import { signTicket } from "#clerk-local/tokens/tickets.ts";

const INVITING = "org:sys_memberships:manage";

export type WantedInvitation = {
  readonly email: string;
  readonly role: string;
  /** Who invites: a member who may. Null is the application itself. */
  readonly inviterId: string | null;
  readonly redirectUrl: string | null;
  readonly expiresInDays: number | null;
  readonly publicMetadata: Json;
  readonly privateMetadata: Json;
  /** Whether a mail is sent. */
  readonly notify: boolean;
};

type Draft = { readonly invitation: OrganizationInvitationRecord; readonly notify: boolean };

/**
 * Invites them all, or nobody when one of them is refused: `bulk_size_exceeded` over ten, and for each an address,
 * role, or inviter that will not do, `already_a_member_in_organization`, `organization_invitation_not_unique`,
 * `organization_membership_quota_exceeded`.
 */
export async function inviteToOrganization(
  situation: Situation,
  organization: OrganizationRecord,
  wanted: readonly WantedInvitation[],
): Promise<OrganizationInvitationRecord[]> {
  if (wanted.length > MAX_BULK) {
    const message = `Parameters exceed the maximum allowed bulk processing size of ${MAX_BULK}.`;
    throw new Refusal(400, "bulk_size_exceeded", message);
  }
  const drafts = await Promise.all(wanted.map((each) => draft(situation, organization, each)));
  // From here on nothing is awaited, so that no other call changes what was checked.
  for (const { invitation } of drafts) checkInviter(situation, invitation);
  for (const { invitation } of drafts) checkInvited(situation, invitation);
  const addresses = new Set(drafts.map(({ invitation }) => invitation.email));
  if (addresses.size < drafts.length) throw notUnique();
  refuseOverCap(situation.tables, organization, drafts.length);
  return drafts.map((each) => send(situation, organization, each));
}

/** The invitations to any verified address of that person, newest first. */
export function invitationsOfPerson(tables: Tables, person: PersonRecord): OrganizationInvitationRecord[] {
  const addresses = emailAddressesOf(tables, person).filter(({ verified }) => verified);
  const found = addresses.flatMap(({ email }) => tables.organizationInvitations.where({ email }));
  return found.toReversed().toSorted((a, b) => b.createdAtMs - a.createdAtMs);
}

/** Throws `organization_invitation_not_pending` on one that was accepted or revoked, or has expired. */
export function revokeOrganizationInvitation(
  { tables, clock }: Situation,
  invitation: OrganizationInvitationRecord,
): OrganizationInvitationRecord {
  if (invitation.status !== "pending") {
    const message = "The organization invitation is not in the 'pending' status.";
    throw new Refusal(404, "organization_invitation_not_pending", message);
  }
  return tables.organizationInvitations.put({
    ...invitation,
    status: "revoked",
    updatedAtMs: clock.nowMs,
  });
}

/** Throws unless that person is a member of the organization who may invite and revoke. */
export function checkManager({ tables }: Situation, seat: { orgId: string; userId: string }): void {
  personOf(tables, seat.userId);
  const membership = findMembership(tables, seat);
  if (membership === null) {
    const message = "Current user is not a member of the organization.";
    throw new Refusal(403, "not_a_member_in_organization", message);
  }
  if (!permissionsOf(membership.role).includes(INVITING)) throw missingPermission(INVITING);
}

async function draft(
  situation: Situation,
  { id: orgId }: OrganizationRecord,
  wanted: WantedInvitation,
): Promise<Draft> {
  const { instance, clock } = situation;
  const id = newId("orginv");
  const email = checkEmail(wanted.email);
  const role = roleOf(wanted.role);
  const redirectUrl = redirectUrlOf(wanted.redirectUrl, instance);
  const expiresAtMs = expiryOf(wanted.expiresInDays, clock.nowMs);
  const { inviterId, publicMetadata, privateMetadata, notify } = wanted;
  const ticket = await signTicket(situation, {
    kind: "organization_invitation",
    sourceId: id,
    orgId,
    expiresAtMs,
  });
  const times = { expiresAtMs, createdAtMs: clock.nowMs, updatedAtMs: clock.nowMs };
  const about = { id, orgId, email, role, inviterId, redirectUrl, ticket, publicMetadata, privateMetadata };
  return { invitation: { ...about, status: "pending", userId: null, ...times }, notify };
}

function checkInviter(situation: Situation, { orgId, inviterId }: OrganizationInvitationRecord): void {
  if (inviterId !== null) checkManager(situation, { orgId, userId: inviterId });
}

function checkInvited({ tables }: Situation, { orgId, email }: OrganizationInvitationRecord): void {
  const person = findPersonByEmail(tables, email);
  if (person !== null && findMembership(tables, { orgId, userId: person.id }) !== null) {
    throw alreadyMember(email);
  }
  const earlier = tables.organizationInvitations.where({ orgId, email, status: "pending" });
  if (earlier.length > 0) throw notUnique();
}

function send(
  { tables, instance, clock }: Situation,
  organization: OrganizationRecord,
  { invitation, notify }: Draft,
): OrganizationInvitationRecord {
  const { email: to, role, inviterId, ticket } = invitation;
  const inviter = inviterId === null ? null : personOf(tables, inviterId);
  const link = invitationLink(instance, ticket);
  const subject = `${inviter?.firstName ?? inviter?.email ?? "Orgstead"} invites you to ${organization.name}`;
  const text = `Join ${organization.name} on Orgstead as ${ROLE_NAMES[role].toLowerCase()}: ${link}`;
  const mail = { to, kind: "organization_invitation", subject, text, code: null, link } as const;
  if (notify) sendMail(tables, mail, clock.nowMs);
  return tables.organizationInvitations.put(invitation);
}

function notUnique(): Refusal {
  const message = "Organizations cannot have duplicate pending invitations for an email address.";
  return new Refusal(400, "organization_invitation_not_unique", message);
}
