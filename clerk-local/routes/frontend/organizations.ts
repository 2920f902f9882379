import type { Call } from "#clerk-local/dispatch.ts";
import { personOf } from "#clerk-local/rules/directory.ts";
import { forbidden, Refusal } from "#clerk-local/errors.ts";
import * as rules from "#clerk-local/rules/organizations.ts";
import type { MembershipRecord, OrganizationRecord, SessionRecord } from "#clerk-local/state/records.ts";
import { permissionsOf, ROLES } from "#clerk-local/roles.ts";
import { membershipJson, membershipsJson, organizationJson, roleJson } from "#clerk-local/wire/frontend.ts";
import { answerList, answerWithClient, currentSession } from "./browser.ts";

/** POST /v1/organizations: `name` and `slug`; the creator is its admin (clerk-js/resources/Organization.ts). */
export async function createOrganization(call: Call): Promise<Response> {
  const session = currentSession(call);
  const { fields, tables, clock } = call;
  refuseFounder(call, session.userId);
  const given = { name: fields.text("name"), slug: fields.text("slug"), createdBy: session.userId };
  const organization = rules.createOrganization(tables, given, clock.nowMs);
  return answerWithClient(call, session.clientId, organizationJson(tables, organization));
}

/** GET /v1/organizations/:id, for its members (clerk-js/resources/Organization.ts). */
export function getOrganization(call: Call): Response {
  const { organization } = seat(call, "org:sys_memberships:read");
  return Response.json({ response: organizationJson(call.tables, organization) });
}

/** PATCH /v1/organizations/:id: `name` and `slug`, each where sent (clerk-js/resources/Organization.ts, update). */
export async function updateOrganization(call: Call): Promise<Response> {
  const { organization, session } = seat(call, "org:sys_profile:manage");
  const { fields, tables, clock } = call;
  const given = { name: fields.text("name"), slug: fields.text("slug"), nowMs: clock.nowMs };
  const updated = rules.updateOrganization(tables, organization, given);
  return answerWithClient(call, session.clientId, organizationJson(tables, updated));
}

/** DELETE /v1/organizations/:id (clerk-js/resources/Organization.ts, destroy). */
export async function deleteOrganization(call: Call): Promise<Response> {
  const { organization, session } = seat(call, "org:sys_profile:delete");
  if (organization.mayBeDeleted === false) {
    const message = "This organization cannot be deleted here.";
    throw new Refusal(403, "organization_admin_delete_not_enabled", message);
  }
  rules.deleteOrganization(call.tables, organization.id);
  const deleted = {
    object: "organization",
    id: organization.id,
    slug: rules.shownSlug(call.tables, organization),
    deleted: true,
  };
  return answerWithClient(call, session.clientId, deleted);
}

/** GET /v1/organizations/:id/memberships, with `query` and `role` as filters (clerk-js/resources/Organization.ts). */
export function listMembers(call: Call): Response {
  const { organization } = seat(call, "org:sys_memberships:read");
  const roles = call.query.getAll("role");
  const text = (call.query.get("query") ?? "").toLowerCase();
  const members = call.tables.memberships
    .where({ orgId: organization.id })
    .filter(({ role }) => roles.length === 0 || roles.includes(role));
  const found = membershipsJson(call.tables, members).filter(({ public_user_data: person }) =>
    [person?.identifier, person?.first_name, person?.last_name].some((part) =>
      part?.toLowerCase().includes(text),
    ),
  );
  return answerList(call, found);
}

/** PATCH /v1/organizations/:id/memberships/:user: `role` (clerk-js/resources/Organization.ts, updateMember). */
export async function updateMember(call: Call): Promise<Response> {
  const { organization, session } = seat(call, "org:sys_memberships:manage");
  const { tables, clock, fields } = call;
  const role = rules.roleOf(fields.required("role"));
  const changed = { orgId: organization.id, userId: call.segment("user"), role };
  const membership = rules.setRole(tables, changed, clock.nowMs);
  return answerWithClient(call, session.clientId, membershipJson(tables, membership));
}

/** DELETE /v1/organizations/:id/memberships/:user (clerk-js/resources/Organization.ts, removeMember). */
export async function removeMember(call: Call): Promise<Response> {
  const { organization, session } = seat(call, "org:sys_memberships:manage");
  const removed = rules.findMembership(call.tables, { orgId: organization.id, userId: call.segment("user") });
  const response = removed === null ? null : membershipJson(call.tables, removed);
  rules.removeMember(call.tables, { orgId: organization.id, userId: call.segment("user") });
  return answerWithClient(call, session.clientId, response);
}

/** GET /v1/organizations/:id/roles (clerk-js/resources/Organization.ts, getRoles). */
export function listRoles(call: Call): Response {
  seat(call, "org:sys_memberships:read");
  return answerList(call, ROLES.map(roleJson));
}

/** GET …/domains and …/membership_requests: none yet (clerk-js/resources/Organization.ts). */
export function listNothing(call: Call): Response {
  seat(call, "org:sys_memberships:read");
  return answerList(call, []);
}

/** Who may have no organization of their own, or no further one. Zero is no limit. */
function refuseFounder({ tables }: Call, userId: string): void {
  const { mayCreateOrganizations = true, maxOrganizations } = personOf(tables, userId);
  if (!mayCreateOrganizations) {
    const message = "You may not create organizations.";
    throw new Refusal(403, "user_create_organization_not_enabled", message);
  }
  const limit = maxOrganizations ?? 0;
  const founded = tables.organizations.where({ createdBy: userId });
  if (limit === 0 || founded.length < limit) return;
  throw new Refusal(403, "organization_quota_exceeded", "You may not create another organization.");
}

type Seat = {
  readonly session: SessionRecord;
  readonly membership: MembershipRecord;
  readonly organization: OrganizationRecord;
};

/** Who asks about the organization in the path. Throws for a person without a seat or without the permission. */
export function seat(call: Call, permission: string): Seat {
  const session = currentSession(call);
  const orgId = call.segment("id");
  const membership = rules.membershipOf(call.tables, { orgId, userId: session.userId });
  if (!permissionsOf(membership.role).includes(permission)) throw forbidden();
  return { session, membership, organization: rules.organizationOf(call.tables, orgId) };
}
