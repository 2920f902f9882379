import { personOf } from "#clerk-local/directory.ts";
import type { Call } from "#clerk-local/dispatch.ts";
import type { Fields } from "#clerk-local/fields.ts";
import { refuseOverCap } from "#clerk-local/membership-cap.ts";
import * as rules from "#clerk-local/organizations.ts";
import type { MembershipRecord } from "#clerk-local/records.ts";
import { deletedJson, membershipJson, organizationJson } from "#clerk-local/wire/backend.ts";
import { answerPage } from "#clerk-local/routes/paging.ts";

/** GET /v1/organizations/:id, by id or slug (backend/api/endpoints/OrganizationApi.ts). */
export function getOrganization({ tables, segment }: Call): Response {
  return Response.json(organizationJson(tables, rules.organizationOf(tables, segment("id"))));
}

/** GET /v1/organizations, newest first, by `query`, `organization_id` and `user_id` (OrganizationApi.ts). */
export function listOrganizations({ tables, query }: Call): Response {
  const text = (query.get("query") ?? "").toLowerCase();
  const orgIds = query.getAll("organization_id");
  const userIds = query.getAll("user_id");
  const hasMember = (orgId: string) =>
    userIds.some((userId) => rules.findMembership(tables, { orgId, userId }));
  const found = tables.organizations
    .all()
    .toReversed()
    .filter(({ id, name, slug }) => [id, name, slug].join(" ").toLowerCase().includes(text))
    .filter(({ id }) => orgIds.length === 0 || orgIds.includes(id))
    .filter(({ id }) => userIds.length === 0 || hasMember(id));
  return answerPage(
    query,
    found.map((organization) => organizationJson(tables, organization)),
  );
}

/** POST /v1/organizations: `name`, `slug`, `max_allowed_memberships`, `created_by`, who becomes its admin (OrganizationApi.ts). */
export function createOrganization({ tables, fields, clock }: Call): Response {
  const createdBy = personOf(tables, fields.required("created_by")).id;
  const given = { ...fieldsOf(fields), createdBy };
  return Response.json(organizationJson(tables, rules.createOrganization(tables, given, clock.nowMs)));
}

/** PATCH /v1/organizations/:id: `name`, `slug` and `max_allowed_memberships`, each where sent (OrganizationApi.ts). */
export function updateOrganization({ tables, fields, clock, segment }: Call): Response {
  const organization = rules.organizationOf(tables, segment("id"));
  const given = { ...fieldsOf(fields), nowMs: clock.nowMs };
  return Response.json(organizationJson(tables, rules.updateOrganization(tables, organization, given)));
}

/** DELETE /v1/organizations/:id (OrganizationApi.ts). */
export function deleteOrganization({ tables, segment }: Call): Response {
  const { id } = rules.organizationOf(tables, segment("id"));
  rules.deleteOrganization(tables, id);
  return Response.json(deletedJson("organization", id));
}

/** GET /v1/organizations/:id/memberships, newest first, by `role` and `user_id` (OrganizationApi.ts). */
export function listMemberships({ tables, query, segment }: Call): Response {
  const { id: orgId } = rules.organizationOf(tables, segment("id"));
  const roles = query.getAll("role");
  const userIds = query.getAll("user_id");
  const found = tables.memberships
    .where({ orgId })
    .toReversed()
    .filter(({ role }) => roles.length === 0 || roles.includes(role))
    .filter(({ userId }) => userIds.length === 0 || userIds.includes(userId))
    .map((membership) => membershipJson(tables, membership));
  return answerPage(
    query,
    found.filter((item) => item !== null),
  );
}

/** POST /v1/organizations/:id/memberships: `user_id`, `role` (OrganizationApi.ts). */
export function createMembership(call: Call): Response {
  const { tables, fields, clock, segment } = call;
  const organization = rules.organizationOf(tables, segment("id"));
  const { id: userId } = personOf(tables, fields.required("user_id"));
  const role = rules.roleOf(fields.required("role"));
  refuseOverCap(tables, organization, 1);
  const { id: orgId } = organization;
  return answerMembership(call, rules.addMember(tables, { orgId, userId, role }, clock.nowMs));
}

/** PATCH /v1/organizations/:id/memberships/:user: `role` (OrganizationApi.ts). */
export function updateMembership(call: Call): Response {
  const { tables, fields, clock, segment } = call;
  const role = rules.roleOf(fields.required("role"));
  const changed = { orgId: segment("id"), userId: segment("user"), role };
  return answerMembership(call, rules.setRole(tables, changed, clock.nowMs));
}

/** DELETE /v1/organizations/:id/memberships/:user: the membership as it was (OrganizationApi.ts). */
export function deleteMembership(call: Call): Response {
  const removed = rules.removeMember(call.tables, {
    orgId: call.segment("id"),
    userId: call.segment("user"),
  });
  return answerMembership(call, removed);
}

function fieldsOf(fields: Fields): rules.OrganizationFields {
  return {
    name: fields.text("name"),
    slug: fields.text("slug"),
    maxAllowedMemberships: fields.number("max_allowed_memberships"),
  };
}

function answerMembership({ tables }: Call, membership: MembershipRecord): Response {
  return Response.json(membershipJson(tables, membership));
}
