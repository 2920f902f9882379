import { personOf } from "#clerk-local/rules/directory.ts";
import type { Call } from "#clerk-local/dispatch.ts";
import { notFound } from "#clerk-local/errors.ts";
import type { Fields } from "#clerk-local/fields.ts";
import { countCall } from "#clerk-local/rules/hourly-limits.ts";
import * as rules from "#clerk-local/rules/organization-invitations.ts";
import { organizationOf } from "#clerk-local/rules/organizations.ts";
import type { OrganizationInvitationRecord } from "#clerk-local/state/records.ts";
import { inOrder, isAsked } from "#clerk-local/routes/filters.ts";
import { answerPage } from "#clerk-local/routes/paging.ts";
import { backendInvitationJson, backendUserInvitationJson } from "#clerk-local/wire/invitations.ts";

/** POST /v1/organizations/:id/invitations: the invitation, with its link in `url` (OrganizationApi.ts). */
export async function createInvitation(call: Call): Promise<Response> {
  countCall(call, "organizationInvitation");
  const organization = organizationOf(call.tables, call.segment("id"));
  const invitations = await rules.inviteToOrganization(call, organization, [wantedOf(call.fields)]);
  return Response.json(invitations.map((invitation) => backendInvitationJson(call, invitation))[0]);
}

/** POST /v1/organizations/:id/invitations/bulk: an array of at most ten, all of them or none (OrganizationApi.ts). */
export async function createInvitations(call: Call): Promise<Response> {
  countCall(call, "organizationInvitationBulk");
  const organization = organizationOf(call.tables, call.segment("id"));
  const wanted = call.fields.items().map(wantedOf);
  const invitations = await rules.inviteToOrganization(call, organization, wanted);
  const data = invitations.map((invitation) => backendInvitationJson(call, invitation));
  return Response.json({ data, total_count: data.length });
}

const ORDERS = {
  created_at: ({ createdAtMs }: OrganizationInvitationRecord) => createdAtMs,
  email_address: ({ email }: OrganizationInvitationRecord) => email,
};

/** GET /v1/organizations/:id/invitations by `status` and `email_address`, in `order_by` (OrganizationApi.ts). */
export function listInvitations(call: Call): Response {
  const { tables, query, segment } = call;
  const { id: orgId } = organizationOf(tables, segment("id"));
  const found = inOrder(query, tables.organizationInvitations.where({ orgId }), ORDERS)
    .filter(({ status }) => isAsked(query, "status", status))
    .filter(({ email }) => isAsked(query, "email_address", email))
    .map((invitation) => backendInvitationJson(call, invitation));
  return answerPage(query, found);
}

/** GET /v1/organizations/:id/invitations/:invitation (OrganizationApi.ts). */
export function getInvitation(call: Call): Response {
  return Response.json(backendInvitationJson(call, invitationOf(call)));
}

/** POST /v1/organizations/:id/invitations/:invitation/revoke, by `requesting_user_id` where sent (OrganizationApi.ts). */
export function revokeInvitation(call: Call): Response {
  const invitation = invitationOf(call);
  const userId = call.fields.text("requesting_user_id");
  if (userId !== null) rules.checkManager(call, { orgId: invitation.orgId, userId });
  return Response.json(backendInvitationJson(call, rules.revokeOrganizationInvitation(call, invitation)));
}

/** GET /v1/users/:id/organization_invitations, newest first, by `status` (backend/api/endpoints/UserApi.ts). */
export function listInvitationsOfUser(call: Call): Response {
  const { tables, query, segment } = call;
  const found = rules
    .invitationsOfPerson(tables, personOf(tables, segment("id")))
    .filter(({ status }) => isAsked(query, "status", status))
    .map((invitation) => backendUserInvitationJson(call, invitation));
  return answerPage(
    query,
    found.filter((item) => item !== null),
  );
}

function wantedOf(fields: Fields): rules.WantedInvitation {
  return {
    email: fields.required("email_address"),
    role: fields.required("role"),
    inviterId: fields.text("inviter_user_id"),
    redirectUrl: fields.text("redirect_url"),
    expiresInDays: fields.number("expires_in_days"),
    publicMetadata: fields.object("public_metadata") ?? {},
    privateMetadata: fields.object("private_metadata") ?? {},
    notify: fields.flag("notify") ?? true,
  };
}

function invitationOf({ tables, segment }: Call): OrganizationInvitationRecord {
  const { id: orgId } = organizationOf(tables, segment("id"));
  const invitation = tables.organizationInvitations.get(segment("invitation"));
  if (invitation?.orgId !== orgId) throw notFound("organization invitation");
  return invitation;
}
