import type { PermissionWebhookEvent, RoleSetItemJSON, RoleSetJSON, RoleWebhookEvent } from "@clerk/backend";
import type { Call } from "#clerk-local/dispatch.ts";
import { notFound } from "#clerk-local/errors.ts";
import type { Role } from "#clerk-local/state/records.ts";
import { permissionsOf, ROLE_SET_KEY, ROLES } from "#clerk-local/roles.ts";
import { inOrder, isLike, type Orders } from "#clerk-local/routes/filters.ts";
import { answerPage } from "#clerk-local/routes/paging.ts";
import * as wire from "#clerk-local/wire/frontend.ts";

// The SDK exports these two under the names of the events that carry them.
type RoleJSON = RoleWebhookEvent["data"];
type PermissionJSON = PermissionWebhookEvent["data"];

/** GET /v1/organization_roles (backend/api/endpoints/OrganizationRoleApi.ts). */
export function listRoles(call: Call): Response {
  return answerFound(call, ROLES.map(roleJson));
}

/** GET /v1/organization_roles/:id (backend/api/endpoints/OrganizationRoleApi.ts). */
export function getRole(call: Call): Response {
  return answerNamed(call, ROLES.map(roleJson));
}

/** GET /v1/organization_permissions (backend/api/endpoints/OrganizationPermissionApi.ts). */
export function listPermissions(call: Call): Response {
  return answerFound(call, permissions());
}

/** GET /v1/organization_permissions/:id (backend/api/endpoints/OrganizationPermissionApi.ts). */
export function getPermission(call: Call): Response {
  return answerNamed(call, permissions());
}

/** GET /v1/role_sets (backend/api/endpoints/RoleSetApi.ts). */
export function listRoleSets(call: Call): Response {
  return answerFound(call, [roleSetJson(call)]);
}

/** GET /v1/role_sets/:id, by id or key (backend/api/endpoints/RoleSetApi.ts). */
export function getRoleSet(call: Call): Response {
  const roleSet = roleSetJson(call);
  if (![roleSet.id, roleSet.key].includes(call.segment("id"))) throw notFound("role set");
  return Response.json(roleSet);
}

function roleJson(role: Role): RoleJSON {
  return { ...wire.roleJson(role), is_creator_eligible: role === "org:admin" };
}

/** Each permission that some role has, once. */
function permissions(): PermissionJSON[] {
  return [...new Set(ROLES.flatMap(permissionsOf))].map(wire.permissionJson);
}

function roleSetJson({ tables }: Call): RoleSetJSON {
  const itemOf = (role: Role): RoleSetItemJSON => {
    const { id, key, name, description, created_at, updated_at } = roleJson(role);
    const members_count = tables.memberships.where({ role }).length;
    const times = { created_at, updated_at };
    const counts = { members_count, has_members: members_count > 0 };
    return { object: "role_set_item", id, key, name, description, ...counts, ...times };
  };
  return {
    object: "role_set",
    id: "roleset_default",
    name: "Default",
    key: ROLE_SET_KEY,
    description: null,
    roles: ROLES.map(itemOf),
    default_role: itemOf("org:member"),
    creator_role: itemOf("org:admin"),
    type: "initial",
    role_set_migration: null,
    created_at: 0,
    updated_at: 0,
  };
}

type Named = {
  readonly id: string;
  readonly name: string;
  readonly key: string;
  readonly created_at: number;
};

const ORDERS: Orders<Named> = {
  created_at: ({ created_at }) => created_at,
  name: ({ name }) => name,
  key: ({ key }) => key,
};

function answerFound({ query }: Call, items: readonly Named[]): Response {
  const found = items.filter(
    ({ id, name, key }) => query.get("query") === id || isLike(query, "query", [name, key]),
  );
  return answerPage(query, inOrder(query, found, ORDERS));
}

function answerNamed({ segment }: Call, items: readonly Named[]): Response {
  const wanted = items.find(({ id }) => id === segment("id"));
  if (wanted === undefined) throw notFound("role or permission");
  return Response.json(wanted);
}
