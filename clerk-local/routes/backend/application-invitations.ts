import * as rules from "#clerk-local/rules/application-invitations.ts";
import type { Call } from "#clerk-local/dispatch.ts";
import type { Fields } from "#clerk-local/fields.ts";
import { countCall } from "#clerk-local/rules/hourly-limits.ts";
import type { InvitationRecord } from "#clerk-local/state/records.ts";
import { inOrder, isAsked, isLike } from "#clerk-local/routes/filters.ts";
import { answerPage } from "#clerk-local/routes/paging.ts";
import { deletedJson } from "#clerk-local/wire/backend.ts";
import { applicationInvitationJson } from "#clerk-local/wire/invitations.ts";

/** POST /v1/invitations: the invitation, with its link in `url` (backend/api/endpoints/InvitationApi.ts). */
export async function createInvitation(call: Call): Promise<Response> {
  countCall(call, "invitation");
  const invitations = await rules.inviteToApplication(call, [wantedOf(call.fields)]);
  return Response.json(
    invitations.map((invitation) => applicationInvitationJson(call.instance, invitation))[0],
  );
}

/** POST /v1/invitations/bulk: a bare array of at most ten, all of them or none (InvitationApi.ts). */
export async function createInvitations(call: Call): Promise<Response> {
  countCall(call, "invitationBulk");
  const invitations = await rules.inviteToApplication(call, call.fields.items().map(wantedOf));
  return Response.json(invitations.map((invitation) => applicationInvitationJson(call.instance, invitation)));
}

const ORDERS = {
  created_at: ({ createdAtMs }: InvitationRecord) => createdAtMs,
  email_address: ({ email }: InvitationRecord) => email,
  expires_at: ({ expiresAtMs }: InvitationRecord) => expiresAtMs,
};

/**
 * GET /v1/invitations by `status` and `query`, in `order_by`; without a status all but the revoked
 * (InvitationApi.ts).
 */
export function listInvitations(call: Call): Response {
  const { tables, query } = call;
  const found = inOrder(query, tables.invitations.all(), ORDERS)
    .filter(({ status }) => (query.has("status") ? isAsked(query, "status", status) : status !== "revoked"))
    .filter(({ id, email }) => isLike(query, "query", [id, email]));
  return answerPage(
    query,
    found.map((invitation) => applicationInvitationJson(call.instance, invitation)),
  );
}

/** POST /v1/invitations/:id/revoke (InvitationApi.ts). */
export function revokeInvitation(call: Call): Response {
  const invitation = rules.applicationInvitationOf(call.tables, call.segment("id"));
  return Response.json(
    applicationInvitationJson(call.instance, rules.revokeApplicationInvitation(call, invitation)),
  );
}

/** DELETE /v1/invitations/:id, whatever its status (InvitationApi.ts). */
export function deleteInvitation({ tables, segment }: Call): Response {
  const { id } = rules.applicationInvitationOf(tables, segment("id"));
  tables.invitations.remove(id);
  return Response.json(deletedJson("invitation", id));
}

function wantedOf(fields: Fields): rules.WantedApplicationInvitation {
  return {
    email: fields.required("email_address"),
    redirectUrl: fields.text("redirect_url"),
    expiresInDays: fields.number("expires_in_days"),
    publicMetadata: fields.object("public_metadata") ?? {},
    notify: fields.flag("notify") ?? true,
    ignoreExisting: fields.flag("ignore_existing") ?? false,
  };
}
