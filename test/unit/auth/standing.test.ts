import { expect, test } from "vitest";
import { ROLE_PERMISSIONS, type Role } from "#src/auth/roles.ts";
import { currentTenant } from "#src/auth/standing.ts";
import type { Tenant } from "#src/auth/tenant.ts";
import type { OrgId, UserId } from "#src/lib/ids.ts";

function tenantWith(role: Role, permissions: Tenant["permissions"]): Tenant {
  // Ids of the right shape.
  return { orgId: "org_acme" as OrgId, orgSlug: "acme", userId: "user_ada" as UserId, role, permissions };
}

const ADMINS = ROLE_PERMISSIONS["org:admin"];

test.each<[string, [Role, Tenant["permissions"]], string | null, [Role, Tenant["permissions"]]]>([
  ["who is what the token says keeps it", ["org:admin", ADMINS], "org:admin", ["org:admin", ADMINS]],
  [
    "a custom role keeps what the token says that it grants",
    ["org:editor", ["org:posts:publish"]],
    "org:editor",
    ["org:editor", ["org:posts:publish"]],
  ],
  ["an admin who was demoted is a member", ["org:admin", ADMINS], "org:member", ["org:member", []]],
  ["who was removed is nothing", ["org:admin", ADMINS], null, ["org:none", []]],
  ["a member who was removed is nothing", ["org:member", []], null, ["org:none", []]],
  ["a promotion waits for the next token", ["org:member", []], "org:admin", ["org:member", []]],
  [
    "a custom role that was swapped for another grants nothing until the next token",
    ["org:editor", ["org:posts:publish"]],
    "org:billing",
    ["org:billing", []],
  ],
  ["what is no role of Clerk's is none", ["org:admin", ADMINS], "admin", ["org:none", []]],
])("%s", (_, [role, permissions], now, [expectedRole, expectedPermissions]) => {
  const tenant = tenantWith(role, permissions);
  expect(currentTenant(tenant, { role: now })).toEqual(tenantWith(expectedRole, expectedPermissions));
});
