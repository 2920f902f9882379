import { checkEmail, personOf } from "#clerk-local/rules/directory.ts";
import type { Call } from "#clerk-local/dispatch.ts";
import { Refusal, wrongAddresses } from "#clerk-local/errors.ts";
import { acceptOrganizationInvitation } from "#clerk-local/rules/invitation-acceptance.ts";
import * as rules from "#clerk-local/rules/organization-invitations.ts";
import { isAsked } from "#clerk-local/routes/filters.ts";
import { organizationInvitationJson, userInvitationJson } from "#clerk-local/wire/invitations.ts";
import { answerList, answerWithClient, currentSession } from "./browser.ts";
import { seat } from "./organizations.ts";

const MANAGING = "org:sys_memberships:manage";

/** GET /v1/organizations/:id/invitations, newest first, by `status` (clerk-js/resources/Organization.ts). */
export function listInvitations(call: Call): Response {
  const { organization } = seat(call, MANAGING);
  const found = call.tables.organizationInvitations
    .where({ orgId: organization.id })
    .toReversed()
    .filter(({ status }) => isAsked(call.query, "status", status));
  return answerList(
    call,
    found.map((invitation) => organizationInvitationJson(invitation)),
  );
}

/** POST /v1/organizations/:id/invitations: `email_address`, `role` (clerk-js/resources/OrganizationInvitation.ts). */
export async function createInvitation(call: Call): Promise<Response> {
  const { organization, session } = seat(call, MANAGING);
  const wanted = wantedOf(call, call.fields.required("email_address"), session.userId);
  const [invitation] = await rules.inviteToOrganization(call, organization, [wanted]);
  const response = invitation === undefined ? null : organizationInvitationJson(invitation);
  return answerWithClient(call, session.clientId, response);
}

/**
 * POST /v1/organizations/:id/invitations/bulk: `email_address`, which may come up to ten times, and `role`; a bare
 * array, all of them or none (clerk-js/resources/OrganizationInvitation.ts, createBulk).
 */
export async function createInvitations(call: Call): Promise<Response> {
  const { organization, session } = seat(call, MANAGING);
  const emails = call.fields.list("email_address") ?? [];
  refuseWrongAddresses(emails);
  const wanted = emails.map((email) => wantedOf(call, email, session.userId));
  const invitations = await rules.inviteToOrganization(call, organization, wanted);
  const response = invitations.map((invitation) => organizationInvitationJson(invitation));
  return answerWithClient(call, session.clientId, response);
}

/** POST /v1/organizations/:id/invitations/:invitation/revoke (clerk-js/resources/OrganizationInvitation.ts). */
export async function revokeInvitation(call: Call): Promise<Response> {
  const { organization, session } = seat(call, MANAGING);
  const invitation = call.tables.organizationInvitations.get(call.segment("invitation"));
  if (invitation?.orgId !== organization.id) throw noInvitation();
  const revoked = rules.revokeOrganizationInvitation(call, invitation);
  return answerWithClient(call, session.clientId, organizationInvitationJson(revoked));
}

/** GET /v1/me/organization_invitations, newest first, by `status` (clerk-js/resources/UserOrganizationInvitation.ts). */
export function listMyInvitations(call: Call): Response {
  const person = personOf(call.tables, currentSession(call).userId);
  const found = rules
    .invitationsOfPerson(call.tables, person)
    .filter(({ status }) => isAsked(call.query, "status", status))
    .map((invitation) => userInvitationJson(call.tables, invitation));
  return answerList(
    call,
    found.filter((item) => item !== null),
  );
}

/**
 * POST /v1/me/organization_invitations/:id/accept: makes a member; the active organization stays
 * (clerk-js/resources/UserOrganizationInvitation.ts, accept).
 */
export async function acceptMyInvitation(call: Call): Promise<Response> {
  const session = currentSession(call);
  const person = personOf(call.tables, session.userId);
  const own = rules.invitationsOfPerson(call.tables, person);
  const invitation = own.find(({ id }) => id === call.segment("id"));
  if (invitation === undefined) throw noInvitation();
  const accepted = acceptOrganizationInvitation(call, invitation, session.userId);
  return answerWithClient(call, session.clientId, userInvitationJson(call.tables, accepted));
}

function wantedOf({ fields }: Call, email: string, inviterId: string): rules.WantedInvitation {
  return {
    email,
    role: fields.required("role"),
    inviterId,
    redirectUrl: null,
    expiresInDays: null,
    publicMetadata: {},
    privateMetadata: {},
    notify: fields.flag("notify") ?? true,
  };
}

function refuseWrongAddresses(emails: readonly string[]): void {
  const wrong = emails.filter((email) => !isEmail(email));
  if (wrong.length === 0) return;
  const refusal = { status: 422, code: "form_param_format_invalid" };
  throw wrongAddresses(refusal, wrong, "The following email addresses are invalid");
}

function isEmail(email: string): boolean {
  try {
    return checkEmail(email) !== "";
  } catch {
    return false;
  }
}

function noInvitation(): Refusal {
  return new Refusal(404, "organization_invitation_not_found", "No invitation found with that id.");
}
