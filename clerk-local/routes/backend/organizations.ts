import type { OrganizationJSON } from "@clerk/backend";
import { personOf } from "#clerk-local/rules/directory.ts";
import type { Call } from "#clerk-local/dispatch.ts";
import type { Fields } from "#clerk-local/fields.ts";
import { removeImage, storeImage } from "#clerk-local/rules/images.ts";
import { checkSize, mergeMetadata, type Metadata, metadataFrom } from "#clerk-local/rules/metadata.ts";
import * as rules from "#clerk-local/rules/organizations.ts";
import type { MembershipRecord, OrganizationRecord } from "#clerk-local/state/records.ts";
import { permissionsOf } from "#clerk-local/roles.ts";
import { inOrder, isAsked, isLike, type Orders } from "#clerk-local/routes/filters.ts";
import { imageUrlOf } from "#clerk-local/routes/image-url.ts";
import { answerPage } from "#clerk-local/routes/paging.ts";
import type { Tables } from "#clerk-local/state/tables.ts";
import { deletedJson, organizationJson } from "#clerk-local/wire/backend.ts";

/** GET /v1/organizations/:id, by id or slug (backend/api/endpoints/OrganizationApi.ts). */
export function getOrganization(call: Call): Response {
  return Response.json(countedJson(call, organizationOf(call)));
}

/** GET /v1/organizations by `query`, `organization_id` and `user_id` (OrganizationApi.ts). */
export function listOrganizations(call: Call): Response {
  const { tables, query } = call;
  const userIdsOf = (orgId: string) => tables.memberships.where({ orgId }).map(({ userId }) => userId);
  const found = tables.organizations
    .all()
    .filter(({ id }) => isAsked(query, "organization_id", id) && isAsked(query, "user_id", userIdsOf(id)))
    .filter(({ id, name, slug }) => query.get("query") === id || isLike(query, "query", [name, slug]));
  const ordered = inOrder(query, found, ordersOf(tables));
  return answerPage(
    query,
    ordered.map((organization) => countedJson(call, organization)),
  );
}

/**
 * POST /v1/organizations: `name`, `slug`, `max_allowed_memberships`, metadata, and `created_by`, who becomes its admin
 * (OrganizationApi.ts).
 */
export function createOrganization(call: Call): Response {
  const { tables, fields, clock } = call;
  const creator = fields.text("created_by");
  const createdBy = creator === null ? null : personOf(tables, creator).id;
  const metadata = checkSize(metadataFrom(fields));
  const organization = rules.createOrganization(tables, { ...fieldsOf(fields), createdBy }, clock.nowMs);
  return answer(call, tables.organizations.put({ ...organization, ...metadata }));
}

/**
 * PATCH /v1/organizations/:id: `name`, `slug`, `max_allowed_memberships` and `admin_delete_enabled`, each where sent
 * (OrganizationApi.ts).
 */
export function updateOrganization(call: Call): Response {
  const { tables, fields, clock } = call;
  const organization = organizationOf(call);
  const mayBeDeleted = fields.flag("admin_delete_enabled") ?? organization.mayBeDeleted ?? true;
  const given = { ...fieldsOf(fields), nowMs: clock.nowMs };
  return answer(call, rules.updateOrganization(tables, { ...organization, mayBeDeleted }, given));
}

/** PATCH /v1/organizations/:id/metadata: merged into what is there (OrganizationApi.ts). */
export function updateOrganizationMetadata(call: Call): Response {
  const organization = organizationOf(call);
  return change(call, mergeMetadata(organization, metadataFrom(call.fields)));
}

/** PUT /v1/organizations/:id/metadata: each kind that is sent instead of what is there (OrganizationApi.ts). */
export function replaceOrganizationMetadata(call: Call): Response {
  return change(call, checkSize(metadataFrom(call.fields)));
}

/** PUT /v1/organizations/:id/logo: a form with a `file` (OrganizationApi.ts). */
export function updateOrganizationLogo(call: Call): Response {
  const { tables, fields } = call;
  const { imageUrl = null } = organizationOf(call);
  const image = storeImage(tables, fields.file("file"));
  removeImage(tables, imageUrl);
  return change(call, { imageUrl: imageUrlOf(call, image) });
}

/** DELETE /v1/organizations/:id/logo (OrganizationApi.ts). */
export function deleteOrganizationLogo(call: Call): Response {
  const { imageUrl = null } = organizationOf(call);
  removeImage(call.tables, imageUrl);
  return change(call, { imageUrl: null });
}

/** DELETE /v1/organizations/:id (OrganizationApi.ts). */
export function deleteOrganization(call: Call): Response {
  const { id } = organizationOf(call);
  rules.deleteOrganization(call.tables, id);
  return Response.json(deletedJson("organization", id));
}

function fieldsOf(fields: Fields): rules.OrganizationFields {
  return {
    name: fields.text("name"),
    slug: fields.text("slug"),
    maxAllowedMemberships: fields.number("max_allowed_memberships"),
  };
}

function ordersOf(tables: Tables): Orders<OrganizationRecord> {
  return {
    created_at: ({ createdAtMs }) => createdAtMs,
    name: ({ name }) => name,
    members_count: ({ id: orgId }) => tables.memberships.where({ orgId }).length,
  };
}

/** With what the query asks for beside the organization itself. */
function countedJson({ tables, query }: Call, organization: OrganizationRecord): OrganizationJSON {
  const members = tables.memberships.where({ orgId: organization.id });
  return {
    ...organizationJson(tables, organization),
    ...(query.get("include_members_count") === "true" && { members_count: members.length }),
    ...(query.get("include_missing_member_with_elevated_permissions") === "true" && {
      missing_member_with_elevated_permissions: !members.some(isElevated),
    }),
  };
}

function isElevated({ role }: MembershipRecord): boolean {
  return permissionsOf(role).includes("org:sys_memberships:manage");
}

function change(call: Call, changes: Metadata & Pick<OrganizationRecord, "imageUrl">): Response {
  const changed = { ...organizationOf(call), ...changes, updatedAtMs: call.clock.nowMs };
  return answer(call, call.tables.organizations.put(changed));
}

function organizationOf({ tables, segment }: Call): OrganizationRecord {
  return rules.organizationOf(tables, segment("id"));
}

function answer({ tables }: Call, organization: OrganizationRecord): Response {
  return Response.json(organizationJson(tables, organization));
}
