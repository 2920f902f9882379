import { describe, expect, test } from "vitest";
import { clerkRuleOf, may, mayEver, RIGHTS, type Right } from "#src/auth/rights.ts";
import { ROLE_PERMISSIONS, type Role } from "#src/auth/roles.ts";
import type { Tenant } from "#src/auth/tenant.ts";
import type { OrgId, UserId } from "#src/lib/ids.ts";

// Ids of the right shape.
const userId = "user_ada" as UserId;
const orgId = "org_acme" as OrgId;

// The table's own keys.
const ALL = Object.keys(RIGHTS) as Right[];
/** By hand, to be compared with the table. */
const RESERVED = [
  "tasks.complete-many",
  "posts.publish",
  "posts.pin",
  "reports.export",
  "activity.export",
  "members.manage",
  "integrations.manage",
  "organization.export",
  "billing.manage",
  "admin.read",
] as const satisfies readonly Right[];
const OWN = ["tasks.delete", "posts.edit"] as const satisfies readonly Right[];

function tenantWith(role: Role, permissions: Tenant["permissions"] = []): Tenant {
  return { orgId, orgSlug: "acme", userId, role, permissions };
}

const admin = tenantWith("org:admin", ROLE_PERMISSIONS["org:admin"]);
const member = tenantWith("org:member", ROLE_PERMISSIONS["org:member"]);
const stranger = "user_other" as UserId;

describe("the table of rights", () => {
  test("keeps from a member what is reserved, and nothing else", () => {
    expect(ALL.filter((right) => !mayEver(member, right))).toEqual(RESERVED);
    expect(ALL.filter((right) => !mayEver(admin, right))).toEqual([]);
  });

  test.each(OWN)("leaves %s to whoever made it, and of others' to who may manage them", (right) => {
    expect(may(member, right, { createdBy: userId })).toBe(true);
    expect(may(member, right, { createdBy: stranger })).toBe(false);
    expect(may(admin, right, { createdBy: stranger })).toBe(true);
  });

  test("keeps from whoever acts in a person's name what takes something out or changes members", () => {
    const actor: Tenant = { ...admin, isImpersonated: true };
    expect(ALL.filter((right) => !mayEver(actor, right))).toEqual([
      "reports.export",
      "activity.export",
      "members.manage",
      "organization.export",
    ]);
  });

  test("goes by the permission that the token carries, whatever the role is called", () => {
    const editor = tenantWith("org:editor", ["org:posts:publish"]);
    expect(RESERVED.filter((right) => may(editor, right))).toEqual(["posts.publish", "posts.pin"]);
    expect(may(editor, "posts.edit", { createdBy: stranger })).toBe(true);
    // Clerk's own rights go by the role alone: an admin whose permissions were all taken away keeps them.
    const bareAdmin = tenantWith("org:admin");
    expect(RESERVED.filter((right) => may(bareAdmin, right))).toEqual([
      "members.manage",
      "integrations.manage",
      "organization.export",
      "billing.manage",
      "admin.read",
    ]);
  });

  test("judges by the mirror too whatever is reserved or destroys something", () => {
    expect(ALL.filter((right) => RIGHTS[right].asks === "mirror")).toEqual(
      ALL.filter((right) => RESERVED.some((each) => each === right) || OWN.some((each) => each === right)),
    );
  });

  test("gives who has no role what every member may do, and of their own rows nothing", () => {
    const nobody = tenantWith("org:none");
    expect(ALL.filter((right) => mayEver(nobody, right))).toEqual(
      ALL.filter((right) => RIGHTS[right].needs === "member"),
    );
    expect(may(nobody, "tasks.delete", { createdBy: userId })).toBe(false);
  });

  test("asks Clerk for a role or a permission of the product, never for one of Clerk's own", () => {
    expect(clerkRuleOf("members.manage")).toEqual({ role: "org:admin" });
    expect(clerkRuleOf("posts.publish")).toEqual({ permission: "org:posts:publish" });
    expect(JSON.stringify([RIGHTS, ROLE_PERMISSIONS])).not.toContain("org:sys_");
  });

  test("has a use for every permission of a role", () => {
    const used = new Set<string>(Object.values(RIGHTS).map(({ needs }) => needs));
    expect(Object.values(ROLE_PERMISSIONS).flatMap((own) => own.filter((name) => !used.has(name)))).toEqual(
      [],
    );
  });
});
