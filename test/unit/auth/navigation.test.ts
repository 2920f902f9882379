import { describe, expect, test } from "vitest";
import { admit } from "#src/auth/access.ts";
import { ADMIN_PLACES, currentAt, pathOf, PLACES } from "#src/auth/navigation.ts";
import { ROLE_PERMISSIONS, type Role } from "#src/auth/roles.ts";
import type { Tenant } from "#src/auth/tenant.ts";
import type { OrgId, UserId } from "#src/lib/ids.ts";

// Ids of the right shape.
const userId = "user_ada" as UserId;
const orgId = "org_acme" as OrgId;
const tenantWith = (role: Role, permissions: Tenant["permissions"] = []): Tenant => {
  return { orgId, orgSlug: "acme", userId, role, permissions };
};

/** What comes of opening each place. */
function opened(places: readonly (typeof PLACES | typeof ADMIN_PLACES)[number][], tenant: Tenant): string[] {
  const visit = { method: "GET", organization: "acme", formOrganization: null, expected: [] };
  const session = { kind: "member", userId, tenant } as const;
  return places.map(({ pattern }) => admit({ ...visit, routePattern: pattern }, session).kind);
}

describe("the navigation", () => {
  test("leads every member, of whatever role, where they may enter", () => {
    for (const tenant of [tenantWith("org:member"), tenantWith("org:admin"), tenantWith("org:custom")]) {
      expect(new Set(opened(PLACES, tenant))).toEqual(new Set(["enter"]));
    }
  });

  test("leads admins beside where nobody else may enter, and no permission opens it", () => {
    expect(new Set(opened(ADMIN_PLACES, tenantWith("org:admin")))).toEqual(new Set(["enter"]));
    const powerful = tenantWith("org:member", ROLE_PERMISSIONS["org:admin"]);
    expect(new Set(opened(ADMIN_PLACES, powerful))).toEqual(new Set(["forbidden"]));
  });

  test("writes an address for the organization, by its id where there is no slug", () => {
    const tenant = tenantWith("org:member");
    expect(pathOf("/orgs/[slug]/dashboard", tenant)).toBe("/orgs/acme/dashboard");
    expect(pathOf("/orgs/[slug]/settings/[...rest]", tenant)).toBe("/orgs/acme/settings");
    expect(pathOf("/orgs/[slug]/members", { ...tenant, orgSlug: null })).toBe("/orgs/org_acme/members");
    expect(pathOf("/admin", tenant)).toBe("/admin");
  });

  test("marks the page shown, and the place that a page lies behind", () => {
    expect(currentAt("/admin", "/admin")).toBe("page");
    expect(currentAt("/admin", "/admin/users")).toBe("true");
    expect(currentAt("/admin", "/administration")).toBeUndefined();
    expect(currentAt("/orgs/[slug]/members", "/orgs/[slug]/dashboard")).toBeUndefined();
  });
});
