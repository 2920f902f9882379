import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ROLE_PERMISSIONS } from "#src/auth/roles.ts";
import type { Role } from "#clerk-local/state/records.ts";
import { type StandIn, startStandIn } from "#test/clerk-local/stand-in.ts";
import { ACME, ADA, GITA, GLOBEX, HUGO, MILO, NORA } from "#test/support/people.ts";

let standIn: StandIn;
beforeAll(async () => void (standIn = await startStandIn("test")));
beforeEach(() => standIn.rpc.reset());
afterAll(() => standIn.stop());

const MILO_IN_ACME = { organizationId: ACME.id, userId: MILO.id };

type Filters = Omit<
  Parameters<typeof standIn.sdk.organizations.getOrganizationMembershipList>[0],
  "organizationId"
>;

async function members(filters: Filters) {
  const params = { organizationId: GLOBEX.id, ...filters };
  const { data, totalCount } = await standIn.sdk.organizations.getOrganizationMembershipList(params);
  expect(totalCount).toBe(data.length);
  return data.map(({ publicUserData }) => publicUserData?.firstName);
}

describe("a membership", () => {
  test("is made, changed and ended, each time as it then is", async () => {
    const { organizations } = standIn.sdk;
    const seat = { organizationId: ACME.id, userId: NORA.id };
    const made = await organizations.createOrganizationMembership({ ...seat, role: "org:member" });
    expect(made).toMatchObject({
      id: expect.stringMatching(/^orgmem_2/),
      role: "org:member",
      permissions: ["org:sys_memberships:read", "org:sys_billing:read"],
      organization: { id: ACME.id, slug: "acme" },
      publicUserData: { userId: NORA.id, identifier: NORA.email, firstName: "Nora", hasImage: false },
      publicMetadata: {},
      privateMetadata: {},
    });
    const changed = await organizations.updateOrganizationMembership({ ...seat, role: "org:admin" });
    expect(changed).toMatchObject({ id: made.id, role: "org:admin", createdAt: made.createdAt });
    expect(changed.permissions).toEqual(expect.arrayContaining([...ROLE_PERMISSIONS["org:admin"]]));
    const tagged = await organizations.updateOrganizationMembershipMetadata({
      ...seat,
      publicMetadata: { desk: { floor: 1, room: 2 } },
      privateMetadata: { pay: 1 },
    });
    expect(tagged).toMatchObject({ privateMetadata: { pay: 1 } });
    const merged = await organizations.updateOrganizationMembershipMetadata({
      ...seat,
      publicMetadata: { desk: { room: null } },
    });
    expect(merged.publicMetadata).toEqual({ desk: { floor: 1 } });
    expect(await organizations.deleteOrganizationMembership(seat)).toMatchObject({ id: made.id });
    await expect(organizations.deleteOrganizationMembership(seat)).rejects.toMatchObject({ status: 404 });
  });

  test("is not made for strangers, with strange roles, or twice", async () => {
    const { organizations } = standIn.sdk;
    // A role that the instance does not have is none to the type either.
    const create = (organizationId: string, userId: string, role: string) =>
      organizations.createOrganizationMembership({ organizationId, userId, role: role as Role });
    const refusals = [
      [create("org_unknown", NORA.id, "org:member"), 404, "resource_not_found"],
      [create(ACME.id, "user_unknown", "org:member"), 404, "resource_not_found"],
      [create(ACME.id, NORA.id, "org:owner"), 422, "form_param_value_invalid"],
      [create(ACME.id, MILO.id, "org:member"), 400, "already_a_member_in_organization"],
    ] as const;
    await Promise.all(
      refusals.map(([call, status, code]) =>
        expect(call).rejects.toMatchObject({ status, errors: [{ code }] }),
      ),
    );
  });

  test("of the last admin can neither end nor be another role's", async () => {
    const { organizations } = standIn.sdk;
    const seat = { organizationId: GLOBEX.id, userId: HUGO.id };
    const error = { status: 400, errors: [{ code: "organization_minimum_permissions_needed" }] };
    const demotion = organizations.updateOrganizationMembership({ ...seat, role: "org:member" });
    await expect(demotion).rejects.toMatchObject(error);
    await expect(organizations.deleteOrganizationMembership(seat)).rejects.toMatchObject(error);
    await organizations.updateOrganizationMembership({ ...seat, userId: GITA.id, role: "org:admin" });
    await organizations.deleteOrganizationMembership(seat);
    expect(await members({ role: ["org:admin"] })).toEqual(["Gita"]);
  });

  test("of an unknown organization is not found", async () => {
    const { organizations } = standIn.sdk;
    const seat = { ...MILO_IN_ACME, organizationId: "org_unknown" };
    const error = { status: 404, errors: [{ code: "resource_not_found" }] };
    const changes = [
      organizations.updateOrganizationMembership({ ...seat, role: "org:admin" }),
      organizations.updateOrganizationMembershipMetadata({ ...seat, publicMetadata: {} }),
      organizations.deleteOrganizationMembership(seat),
      organizations.getOrganizationMembershipList({ organizationId: seat.organizationId }),
    ];
    await Promise.all(changes.map((change) => expect(change).rejects.toMatchObject(error)));
  });
});

describe("a list of memberships", () => {
  test("is filtered as the call says", async () => {
    await standIn.rpc.sessionFor({ userId: GITA.id });
    expect(await members({})).toEqual(["Hugo", "Gita", "Ada"]);
    expect(await members({ userId: [ADA.id, GITA.id] })).toEqual(["Gita", "Ada"]);
    expect(await members({ role: ["org:admin"] })).toEqual(["Hugo"]);
    expect(await members({ emailAddress: [GITA.email] })).toEqual(["Gita"]);
    expect(await members({ emailAddressQuery: "ACME.example" })).toEqual(["Ada"]);
    expect(await members({ query: "stein" })).toEqual(["Hugo"]);
    expect(await members({ nameQuery: "gita rao" })).toEqual(["Gita"]);
    expect(await members({ phoneNumberQuery: "555" })).toEqual([]);
    expect(await members({ lastActiveAtAfter: 1 })).toEqual(["Gita"]);
    expect(await members({ createdAtBefore: GLOBEX.createdAtMs })).toEqual([]);
  });

  test("is in the order that the call says", async () => {
    expect(await members({ orderBy: "+first_name" })).toEqual(["Ada", "Gita", "Hugo"]);
    expect(await members({ orderBy: "-email_address" })).toEqual(["Hugo", "Gita", "Ada"]);
    await expect(members({ orderBy: "role" as "first_name" })).rejects.toMatchObject({ status: 422 });
  });

  test("of the whole instance holds every seat", async () => {
    const { organizations } = standIn.sdk;
    const all = await organizations.getInstanceOrganizationMembershipList({
      limit: 2,
      orderBy: "first_name",
    });
    expect(all.totalCount).toBe(5);
    expect(
      all.data.map(({ organization, publicUserData }) => [organization.slug, publicUserData?.userId]),
    ).toEqual([
      ["acme", ADA.id],
      ["globex", ADA.id],
    ]);
  });
});

describe("roles", () => {
  test("are Clerk's two, with its permissions and the product's", async () => {
    const { organizationRoles } = standIn.sdk;
    const { data, totalCount } = await organizationRoles.getOrganizationRoleList({ orderBy: "key" });
    expect(totalCount).toBe(2);
    expect(data.map(({ key, name, isCreatorEligible }) => [key, name, isCreatorEligible])).toEqual([
      ["org:admin", "Admin", true],
      ["org:member", "Member", false],
    ]);
    const [admin] = data;
    const keys = admin?.permissions.map(({ key }) => key);
    const own = ["org:posts:publish", "org:reports:export", "org:tasks:manage"];
    expect(keys).toEqual(expect.arrayContaining(["org:sys_memberships:manage", ...own]));
    expect(await organizationRoles.getOrganizationRole(admin?.id ?? "")).toEqual(admin);
    const found = await organizationRoles.getOrganizationRoleList({ query: "memb" });
    expect(found.data.map(({ key }) => key)).toEqual(["org:member"]);
    await expect(organizationRoles.getOrganizationRole("role_owner")).rejects.toMatchObject({ status: 404 });
  });

  test("share permissions, which are listed once", async () => {
    const { organizationPermissions } = standIn.sdk;
    const params = { query: "org:sys_billing:read" };
    const { data } = await organizationPermissions.getOrganizationPermissionList(params);
    expect(data).toMatchObject([{ key: "org:sys_billing:read", id: expect.stringMatching(/^perm_/) }]);
    const [permission] = data;
    expect(await organizationPermissions.getOrganizationPermission(permission?.id ?? "")).toEqual(permission);
    const all = await organizationPermissions.getOrganizationPermissionList({ limit: 500 });
    expect(new Set(all.data.map(({ key }) => key)).size).toBe(all.totalCount);
  });

  test("stand in one set, which every organization has", async () => {
    const { roleSets } = standIn.sdk;
    const { data } = await roleSets.getRoleSetList();
    expect(data).toMatchObject([
      {
        type: "initial",
        defaultRole: { key: "org:member", membersCount: 3 },
        creatorRole: { key: "org:admin", hasMembers: true },
        roles: [{ key: "org:admin" }, { key: "org:member" }],
      },
    ]);
    expect(await roleSets.getRoleSet("role_set:default")).toEqual(data[0]);
    await expect(roleSets.getRoleSet("role_set:other")).rejects.toMatchObject({ status: 404 });
  });
});
