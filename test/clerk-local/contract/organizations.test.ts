import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { browserFor } from "#test/clerk-local/browser.ts";
import { SECRET_KEY, type StandIn, startStandIn } from "#test/clerk-local/stand-in.ts";
import { ACME, ADA, GLOBEX, HUGO, MILO, NORA } from "#test/support/people.ts";

let standIn: StandIn;
beforeAll(async () => void (standIn = await startStandIn("test")));
beforeEach(() => standIn.rpc.reset());
afterAll(() => standIn.stop());

const PIXEL = new Blob([Uint8Array.from([71, 73, 70])], { type: "image/gif" });

describe("an organization", () => {
  test("is made with all that the call says, and read again by id and by slug", async () => {
    const { organizations } = standIn.sdk;
    const made = await organizations.createOrganization({
      name: "Initech",
      slug: "initech-inc",
      createdBy: NORA.id,
      maxAllowedMemberships: 3,
      publicMetadata: { tier: "gold" },
      privateMetadata: { credit: 1 },
    });
    expect(made).toMatchObject({
      id: expect.stringMatching(/^org_2/),
      name: "Initech",
      slug: "initech-inc",
      createdBy: NORA.id,
      hasImage: false,
      maxAllowedMemberships: 3,
      adminDeleteEnabled: true,
      publicMetadata: { tier: "gold" },
      privateMetadata: { credit: 1 },
    });
    expect(made.createdAt).toBe(made.updatedAt);
    expect(await organizations.getOrganization({ organizationId: made.id })).toEqual(made);
    expect(await organizations.getOrganization({ slug: "initech-inc" })).toEqual(made);
  });

  test("may be made for nobody", async () => {
    const { organizations } = standIn.sdk;
    const { id, createdBy } = await organizations.createOrganization({ name: "Empty" });
    expect(createdBy).toBeUndefined();
    const { totalCount } = await organizations.getOrganizationMembershipList({ organizationId: id });
    expect(totalCount).toBe(0);
  });

  test.each([
    [{ name: "" }, 422, "form_param_nil"],
    [{ name: "x".repeat(257) }, 422, "form_param_max_length_exceeded"],
    [{ name: "X", slug: "No_Slug" }, 422, "form_param_format_invalid"],
    [{ name: "X", slug: "acme" }, 422, "form_identifier_exists"],
    [{ name: "X", createdBy: "user_unknown" }, 404, "resource_not_found"],
    [{ name: "X", maxAllowedMemberships: -1 }, 422, "form_param_value_invalid"],
  ])("is not made of %o", async (params, status, code) => {
    const { organizations } = standIn.sdk;
    await expect(organizations.createOrganization(params)).rejects.toMatchObject({
      status,
      errors: [{ code }],
    });
    expect((await organizations.getOrganizationList()).totalCount).toBe(2);
  });

  test("changes in what the call names; its metadata are merged, or replaced where asked", async () => {
    const { organizations } = standIn.sdk;
    const changed = await organizations.updateOrganization(ACME.id, {
      name: "Acme Corp",
      adminDeleteEnabled: false,
    });
    expect(changed).toMatchObject({ name: "Acme Corp", slug: "acme", adminDeleteEnabled: false });
    expect(changed.updatedAt).toBeGreaterThan(changed.createdAt);
    await organizations.updateOrganizationMetadata(ACME.id, {
      publicMetadata: { a: { b: 1, c: 2 } },
      privateMetadata: { d: 4 },
    });
    const merged = await organizations.updateOrganizationMetadata(ACME.id, {
      publicMetadata: { a: { b: null }, e: 5 },
    });
    expect(merged).toMatchObject({ publicMetadata: { a: { c: 2 }, e: 5 }, privateMetadata: { d: 4 } });
    expect(merged.publicMetadata).toEqual({ a: { c: 2 }, e: 5 });
    const replaced = await organizations.replaceOrganizationMetadata(ACME.id, { publicMetadata: { f: 6 } });
    expect(replaced.publicMetadata).toEqual({ f: 6 });
    expect(replaced.privateMetadata).toEqual({ d: 4 });
  });

  test("shows the browser its public metadata and never the private ones", async () => {
    const { organizations } = standIn.sdk;
    const secret = { publicMetadata: { tier: "gold" }, privateMetadata: { note: "not-for-browsers" } };
    await organizations.updateOrganizationMetadata(ACME.id, secret);
    await organizations.updateOrganizationMembershipMetadata({
      organizationId: ACME.id,
      userId: MILO.id,
      publicMetadata: { desk: 4 },
      privateMetadata: { note: "not-for-browsers" },
    });
    const browser = await browserFor(standIn, { userId: MILO.id, orgId: ACME.id });
    const { json } = await browser.call("GET", "/me/organization_memberships");
    expect(json.response?.["data"]).toMatchObject([
      { public_metadata: { desk: 4 }, organization: { public_metadata: { tier: "gold" } } },
    ]);
    const client = await browser.call("GET", "/client");
    expect(JSON.stringify([json, client])).not.toContain("not-for-browsers");
  });

  test("has a logo, which can be taken down again", async () => {
    const { organizations, users } = standIn.sdk;
    const shown = await organizations.updateOrganizationLogo(ACME.id, { file: PIXEL });
    expect(shown).toMatchObject({ hasImage: true });
    const { pathname } = new URL(shown.imageUrl);
    const image = await fetch(`${standIn.url}${pathname.replace("/__clerk", "")}`);
    expect(image.headers.get("content-type")).toBe("image/gif");
    expect(await organizations.deleteOrganizationLogo(ACME.id)).toMatchObject({ hasImage: false });
    expect(await users.updateUserProfileImage(ADA.id, { file: PIXEL })).toMatchObject({ hasImage: true });
    expect(await users.deleteUserProfileImage(ADA.id)).toMatchObject({ hasImage: false, imageUrl: "" });
  });

  test("that its admins may not delete stays, until the Backend API deletes it", async () => {
    const { organizations } = standIn.sdk;
    await organizations.updateOrganization(ACME.id, { adminDeleteEnabled: false });
    const browser = await browserFor(standIn, { userId: ADA.id, orgId: ACME.id });
    const refused = await browser.call("DELETE", `/organizations/${ACME.id}`);
    expect(refused).toMatchObject({
      status: 403,
      json: { errors: [{ code: "organization_admin_delete_not_enabled" }] },
    });
    const gone = await organizations.deleteOrganization(ACME.id);
    expect(gone).toMatchObject({ id: ACME.id, deleted: true });
    await expect(organizations.getOrganization({ slug: "acme" })).rejects.toMatchObject({
      status: 404,
      errors: [{ code: "resource_not_found" }],
    });
    await expect(organizations.deleteOrganization(ACME.id)).rejects.toMatchObject({ status: 404 });
  });

  test("whose last admin is deleted stays, and Clerk says that it misses one", async () => {
    const ask = async () => {
      const path = `/v1/organizations/${GLOBEX.id}?include_missing_member_with_elevated_permissions=true`;
      const headers = { authorization: `Bearer ${SECRET_KEY}` };
      return (await fetch(`${standIn.url}${path}`, { headers })).json<object>();
    };
    expect(await ask()).toMatchObject({ missing_member_with_elevated_permissions: false });
    await standIn.sdk.users.deleteUser(HUGO.id);
    expect(await ask()).toMatchObject({ missing_member_with_elevated_permissions: true });
  });
});

async function slugs(params: Parameters<typeof standIn.sdk.organizations.getOrganizationList>[0]) {
  const { data, totalCount } = await standIn.sdk.organizations.getOrganizationList(params);
  expect(totalCount).toBe(data.length);
  return data.map(({ slug }) => slug);
}

describe("a list of organizations", () => {
  test("is filtered and ordered as the call says", async () => {
    await standIn.rpc.addMember({ orgId: GLOBEX.id, userId: NORA.id, role: "org:member" });
    expect(await slugs({})).toEqual(["globex", "acme"]);
    expect(await slugs({ orderBy: "+name" })).toEqual(["acme", "globex"]);
    expect(await slugs({ orderBy: "-members_count" })).toEqual(["globex", "acme"]);
    expect(await slugs({ query: "ACM" })).toEqual(["acme"]);
    expect(await slugs({ query: GLOBEX.id })).toEqual(["globex"]);
    expect(await slugs({ query: GLOBEX.id.slice(0, 8) })).toEqual([]);
    expect(await slugs({ organizationId: [ACME.id] })).toEqual(["acme"]);
  });

  test("counts members where that is asked", async () => {
    const { organizations } = standIn.sdk;
    const counted = await organizations.getOrganizationList({ includeMembersCount: true, orderBy: "name" });
    expect(counted.data.map(({ membersCount }) => membersCount)).toEqual([2, 3]);
    const [first] = (await organizations.getOrganizationList()).data;
    expect(first?.membersCount).toBeUndefined();
  });
});
