import { createClerkClient } from "@clerk/backend";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { CAST } from "#clerk-local/seed.ts";
import { ACME, ADA, GITA, GLOBEX, MILO, NORA } from "#test/support/people.ts";
import { SECRET_KEY, type StandIn, startStandIn } from "./stand-in.ts";

let standIn: StandIn;
beforeAll(async () => void (standIn = await startStandIn("test")));
beforeEach(() => standIn.rpc.reset());
afterAll(() => standIn.stop());

describe("the SDK", () => {
  test("reads a person", async () => {
    const person = await standIn.sdk.users.getUser(ADA.id);
    expect(person).toMatchObject({ id: ADA.id, fullName: "Ada Novak", passwordEnabled: true });
    expect(person.createdAt).toBe(ADA.createdAtMs);
  });

  test("finds people, newest first and page by page", async () => {
    const all = await standIn.sdk.users.getUserList();
    expect(all.totalCount).toBe(CAST.people.length);
    const page = await standIn.sdk.users.getUserList({ limit: 2, offset: 1 });
    expect(page.data.map(({ id }) => id)).toEqual(all.data.slice(1, 3).map(({ id }) => id));
    const byEmail = await standIn.sdk.users.getUserList({ emailAddress: [MILO.email] });
    expect(byEmail.data.map(({ id }) => id)).toEqual([MILO.id]);
    const inAcme = await standIn.sdk.users.getUserList({ organizationId: [ACME.id] });
    expect(inAcme.totalCount).toBe(2);
  });

  test("lists a person's organizations and their roles there", async () => {
    const { data } = await standIn.sdk.users.getOrganizationMembershipList({ userId: ADA.id });
    expect(data.map(({ organization, role }) => [organization.slug, role])).toEqual([
      ["acme", "org:admin"],
      ["globex", "org:member"],
    ]);
  });

  test("reads an organization by id and by slug", async () => {
    const byId = await standIn.sdk.organizations.getOrganization({ organizationId: ACME.id });
    const bySlug = await standIn.sdk.organizations.getOrganization({
      slug: "acme",
      includeMembersCount: true,
    });
    expect(bySlug).toMatchObject({ id: byId.id, name: "Acme", membersCount: 2, createdBy: ADA.id });
    const { totalCount } = await standIn.sdk.organizations.getOrganizationList({ query: "glob" });
    expect(totalCount).toBe(1);
  });

  test("gets a testing token that is good for an hour", async () => {
    const beforeSeconds = Math.floor(Date.now() / 1000);
    // It comes as it was sent: the SDK's decoder has no case for it (backend/api/resources/Deserializer.ts).
    const sent = await standIn.sdk.testingTokens.createTestingToken();
    expect(sent).toEqual({
      object: "testing_token",
      token: expect.stringMatching(/^\d{10}-c_\w{43}$/),
      expires_at: Number.parseInt(sent.token, 10) + 3600,
    });
    expect(Number.parseInt(sent.token, 10)).toBeGreaterThanOrEqual(beforeSeconds);
  });

  test("makes, renames and deletes an organization", async () => {
    const { organizations } = standIn.sdk;
    const made = await organizations.createOrganization({ name: "Initech", createdBy: NORA.id });
    expect(made).toMatchObject({ slug: "initech", createdBy: NORA.id });
    const renamed = await organizations.updateOrganization(made.id, { name: "Initrode" });
    expect(renamed).toMatchObject({ name: "Initrode", slug: "initech" });
    expect(await organizations.deleteOrganization(made.id)).toMatchObject({ id: made.id, deleted: true });
    await expect(organizations.getOrganization({ slug: "initech" })).rejects.toMatchObject({ status: 404 });
  });

  test("adds, promotes and removes a member", async () => {
    const { organizations } = standIn.sdk;
    const seat = { organizationId: ACME.id, userId: NORA.id };
    await organizations.createOrganizationMembership({ ...seat, role: "org:member" });
    const promoted = await organizations.updateOrganizationMembership({ ...seat, role: "org:admin" });
    expect(promoted).toMatchObject({ role: "org:admin", publicUserData: { userId: NORA.id } });
    const admins = await organizations.getOrganizationMembershipList({
      organizationId: ACME.id,
      role: ["org:admin"],
    });
    expect(admins.totalCount).toBe(2);
    await organizations.deleteOrganizationMembership(seat);
    const { totalCount } = await standIn.sdk.users.getOrganizationMembershipList({ userId: NORA.id });
    expect(totalCount).toBe(0);
  });

  test("is told what it got wrong", async () => {
    const { organizations, users } = standIn.sdk;
    const seat = { organizationId: ACME.id, userId: MILO.id };
    await expect(users.getUser("user_unknown")).rejects.toMatchObject({
      status: 404,
      errors: [{ code: "resource_not_found" }],
    });
    await expect(
      organizations.createOrganizationMembership({ ...seat, role: "org:member" }),
    ).rejects.toMatchObject({ errors: [{ code: "already_a_member_in_organization" }] });
    await expect(
      // @ts-expect-error no role of the product
      organizations.updateOrganizationMembership({ ...seat, role: "org:owner" }),
    ).rejects.toMatchObject({
      status: 422,
    });
    await expect(
      organizations.deleteOrganizationMembership({ organizationId: ACME.id, userId: ADA.id }),
    ).rejects.toMatchObject({ errors: [{ code: "organization_minimum_permissions_needed" }] });
  });

  test("reads, lists and revokes sessions, and gets tokens for live ones", async () => {
    const { sessions } = standIn.sdk;
    const { sessionId } = await standIn.rpc.sessionFor({ userId: GITA.id, orgId: GLOBEX.id });
    expect(await sessions.getSession(sessionId)).toMatchObject({ userId: GITA.id, status: "active" });
    expect((await sessions.getToken(sessionId)).jwt.split(".")).toHaveLength(3);
    await sessions.revokeSession(sessionId);
    const { data } = await sessions.getSessionList({ userId: GITA.id, status: "revoked" });
    expect(data.map(({ id }) => id)).toEqual([sessionId]);
    await expect(sessions.getToken(sessionId)).rejects.toMatchObject({ status: 401 });
  });

  test("needs the instance's secret key", async () => {
    const stranger = createClerkClient({
      secretKey: "sk_test_other",
      apiUrl: standIn.url,
      telemetry: { disabled: true },
    });
    await expect(stranger.users.getUser(ADA.id)).rejects.toMatchObject({
      status: 401,
      errors: [{ code: "authentication_invalid" }],
    });
  });
});

describe("a call that the stand-in does not know", () => {
  test.each([{}, { authorization: `Bearer ${SECRET_KEY}` }])(
    "is named in a 501 (headers %o)",
    async (headers) => {
      const response = await fetch(`${standIn.url}/v1/saml_connections`, {
        method: "POST",
        headers,
        body: "{}",
      });
      expect(response.status).toBe(501);
      expect(response.headers.get("content-type")).toBe("application/json");
      expect(await response.json()).toMatchObject({
        errors: [{ code: "not_implemented", message: expect.stringContaining("POST /v1/saml_connections") }],
      });
    },
  );
});

describe("tests", () => {
  test("count who called which API, and with what result", async () => {
    await standIn.rpc.clearRequests();
    await standIn.sdk.users.getUser(ADA.id);
    await fetch(`${standIn.url}/v1/environment?_method=PATCH`, { method: "POST" });
    await fetch(`${standIn.url}/npm/@clerk/clerk-js@6/dist/nothing.js`);
    expect(await standIn.rpc.requests()).toMatchObject([
      { api: "backend", method: "GET", path: `/v1/users/${ADA.id}`, status: 200 },
      { api: "frontend", method: "PATCH", path: "/v1/environment", status: 200 },
      { api: "script", method: "GET", status: 404 },
    ]);
  });

  test("get a fresh organization with people of their own", async () => {
    const person = await standIn.rpc.createPerson({ email: "kim@own.example", password: null });
    const { id: orgId } = await standIn.rpc.createOrganization({ name: "Own", createdBy: person.id });
    await standIn.rpc.addMember({ orgId, userId: NORA.id, role: "org:member" });
    await standIn.rpc.setRole({ orgId, userId: NORA.id, role: "org:admin" });
    await standIn.rpc.removeMember({ orgId, userId: person.id });
    const { data } = await standIn.sdk.organizations.getOrganizationMembershipList({ organizationId: orgId });
    expect(data.map(({ role, publicUserData }) => [role, publicUserData?.userId])).toEqual([
      ["org:admin", NORA.id],
    ]);
    const stranger = async () => standIn.rpc.sessionFor({ userId: person.id, orgId });
    await expect(stranger()).rejects.toThrow("not a member");
  });
});
