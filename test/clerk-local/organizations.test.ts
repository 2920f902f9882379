import { decodeJwt } from "@clerk/backend/jwt";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { CAST_PASSWORD } from "#clerk-local/seed.ts";
import { ACME, ADA, GITA, MILO, NORA } from "#test/support/people.ts";
import { Browser } from "./browser.ts";
import { type StandIn, startStandIn } from "./stand-in.ts";

let standIn: StandIn;
beforeAll(async () => void (standIn = await startStandIn("live")));
beforeEach(() => standIn.rpc.reset());
afterAll(() => standIn.stop());

async function signedIn(person: { readonly email: string }): Promise<Browser> {
  const browser = new Browser(standIn);
  await browser.boot();
  await browser.call("POST", "/client/sign_ins", { identifier: person.email, password: CAST_PASSWORD });
  return browser;
}

describe("someone who is signed in", () => {
  test("makes an organization and is its admin", async () => {
    const browser = await signedIn(NORA);
    const { json } = await browser.call("POST", "/organizations", { name: "Fresh Start", slug: "" });
    expect(json.response).toMatchObject({ name: "Fresh Start", slug: "fresh-start", members_count: 1 });
    expect(json.client?.sessions[0]?.user.organization_memberships).toMatchObject([
      { role: "org:admin", organization: { slug: "fresh-start" } },
    ]);
    const { auth } = await browser.visit("/orgs/fresh-start/dashboard");
    expect(auth).toMatchObject({ orgRole: "org:admin", orgSlug: "fresh-start" });
  });

  test("cannot take a slug that is in use, nor one of another form", async () => {
    const browser = await signedIn(NORA);
    const taken = await browser.call("POST", "/organizations", { name: "Acme", slug: "acme" });
    const odd = await browser.call("POST", "/organizations", { name: "Acme", slug: "Ac_me" });
    expect(taken.json.errors?.[0]).toMatchObject({
      code: "form_identifier_exists",
      meta: { param_name: "slug" },
    });
    expect(odd.json.errors?.[0]).toMatchObject({ code: "form_param_format_invalid" });
    const free = await browser.call("POST", "/organizations", { name: "Acme" });
    expect(free.json.response).toMatchObject({ slug: "acme-2" });
  });

  test("sees what the switcher and the profile list", async () => {
    const browser = await signedIn(ADA);
    const list = (path: string) => browser.call("GET", path).then(({ json }) => json.response);
    expect(await list("/me/organization_memberships?paginated=true&limit=1&offset=1")).toMatchObject({
      total_count: 2,
      data: [{ organization: { slug: "globex" }, role: "org:member" }],
    });
    expect(await list("/me/organization_invitations?status=pending")).toEqual({ data: [], total_count: 0 });
    expect(await list("/me/organization_suggestions?status=pending")).toEqual({ data: [], total_count: 0 });
    expect(await list(`/organizations/${ACME.id}/memberships?limit=10&offset=0&query=MILO`)).toMatchObject({
      total_count: 1,
      data: [{ public_user_data: { user_id: MILO.id } }],
    });
    expect(await list(`/organizations/${ACME.id}/roles?limit=20&offset=0`)).toMatchObject({ total_count: 2 });
    expect(await list(`/organizations/${ACME.id}/domains`)).toMatchObject({ total_count: 0 });
    expect(await list("/me")).toMatchObject({ id: ADA.id, first_name: "Ada" });
  });

  test("sees ten of a long list, unless they ask for more", async () => {
    const made = Array.from({ length: 11 }, (_, index) => `Number ${index}`);
    for (const name of made) await standIn.rpc.createOrganization({ name, createdBy: NORA.id });
    const browser = await signedIn(NORA);
    const list = (query: string) => browser.call("GET", `/me/organization_memberships${query}`);
    expect((await list("")).json.response).toMatchObject({ total_count: 11, data: { length: 10 } });
    expect((await list("?limit=20")).json.response).toMatchObject({ data: { length: 11 } });
  });

  test("sees on which devices they are signed in", async () => {
    await standIn.rpc.sessionFor({ userId: ADA.id });
    const browser = await signedIn(ADA);
    const { json } = await browser.call("GET", "/me/sessions/active");
    expect(json).toMatchObject([{ latest_activity: {} }, { id: browser.sessionId, latest_activity: {} }]);
  });

  test("leaves an organization, and it is no longer active anywhere", async () => {
    const browser = await signedIn(MILO);
    await browser.visit("/orgs/acme/dashboard");
    const { json } = await browser.call("DELETE", `/me/organization_memberships/${ACME.id}`);
    expect(json.response).toMatchObject({ deleted: true });
    expect(json.client?.sessions[0]).toMatchObject({ last_active_organization_id: null });
    expect((await browser.visit("/dashboard")).auth).toMatchObject({ userId: MILO.id });
    const { json: again } = await browser.call("GET", `/organizations/${ACME.id}`);
    expect(again.errors?.[0]).toMatchObject({ code: "organization_not_found_or_unauthorized" });
  });
});

describe("an admin", () => {
  test("renames the organization, changes roles and removes members", async () => {
    const browser = await signedIn(ADA);
    const path = `/organizations/${ACME.id}`;
    const renamed = await browser.call("PATCH", path, { name: "Acme Works", slug: "acme-works" });
    expect(renamed.json.response).toMatchObject({ name: "Acme Works", slug: "acme-works" });
    const promoted = await browser.call("PATCH", `${path}/memberships/${MILO.id}`, { role: "org:admin" });
    expect(promoted.json.response).toMatchObject({ role: "org:admin", role_name: "Admin" });
    const removed = await browser.call("DELETE", `${path}/memberships/${MILO.id}`);
    expect(removed.json.response).toMatchObject({ public_user_data: { user_id: MILO.id } });
    const { data } = await standIn.sdk.organizations.getOrganizationMembershipList({
      organizationId: ACME.id,
    });
    expect(data.map(({ publicUserData }) => publicUserData?.userId)).toEqual([ADA.id]);
  });

  test("cannot leave the organization without one", async () => {
    const browser = await signedIn(ADA);
    const left = await browser.call("DELETE", `/me/organization_memberships/${ACME.id}`);
    const path = `/organizations/${ACME.id}/memberships/${ADA.id}`;
    const demoted = await browser.call("PATCH", path, { role: "org:member" });
    for (const { json } of [left, demoted]) {
      expect(json.errors?.[0]).toMatchObject({ code: "organization_minimum_permissions_needed" });
    }
  });

  test("deletes the organization, and nobody is in it any more", async () => {
    const milo = await standIn.rpc.sessionFor({ userId: MILO.id, orgId: ACME.id });
    const browser = await signedIn(ADA);
    const { json } = await browser.call("DELETE", `/organizations/${ACME.id}`);
    expect(json.response).toMatchObject({ id: ACME.id, slug: "acme", deleted: true });
    const session = await standIn.sdk.sessions.getSession(milo.sessionId);
    expect(session.lastActiveOrganizationId ?? null).toBeNull();
    const { totalCount } = await standIn.sdk.users.getOrganizationMembershipList({ userId: MILO.id });
    expect(totalCount).toBe(0);
  });
});

describe("a test", () => {
  test("renames an organization, and whoever comes next may have its slug", async () => {
    const renamed = await standIn.rpc.renameOrganization({ orgId: ACME.id, slug: "acme-works" });
    expect(renamed).toMatchObject({ id: ACME.id, name: "Acme", slug: "acme-works" });
    const { cookies } = await standIn.rpc.sessionFor({ userId: ADA.id, orgId: ACME.id });
    const { auth } = await new Browser(standIn, cookies).visit("/orgs/acme-works/dashboard");
    expect(auth).toMatchObject({ orgId: ACME.id, orgSlug: "acme-works" });
    const next = await standIn.rpc.createOrganization({ name: "Acme", createdBy: NORA.id });
    expect(next.slug).toBe("acme");
  });

  test("deletes an organization, and tokens name it no more", async () => {
    const { sessionId, cookies } = await standIn.rpc.sessionFor({ userId: ADA.id, orgId: ACME.id });
    const browser = new Browser(standIn, cookies);
    await standIn.rpc.deleteOrganization(ACME.id);
    // The token in the cookie was good when it was made, and is believed until it expires.
    expect((await browser.visit("/dashboard")).auth).toMatchObject({ orgId: ACME.id });
    const session = await standIn.sdk.sessions.getSession(sessionId);
    expect(session.lastActiveOrganizationId ?? null).toBeNull();
    const later = await standIn.sdk.sessions.getToken(sessionId);
    expect(decodeJwt(later.jwt).payload).not.toHaveProperty("o");
  });
});

describe("a member", () => {
  test("may look, but not change anything", async () => {
    const browser = await signedIn(MILO);
    const path = `/organizations/${ACME.id}`;
    expect((await browser.call("GET", path)).status).toBe(200);
    const tries = [
      await browser.call("PATCH", path, { name: "Mine" }),
      await browser.call("DELETE", path),
      await browser.call("PATCH", `${path}/memberships/${MILO.id}`, { role: "org:admin" }),
      await browser.call("DELETE", `${path}/memberships/${ADA.id}`),
    ];
    expect(tries.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
  });

  test("of another organization finds none here", async () => {
    const browser = await signedIn(GITA);
    const foreign = await browser.call("GET", `/organizations/${ACME.id}/memberships`);
    const unknown = await browser.call("GET", "/organizations/org_unknown/memberships");
    expect(foreign.status).toBe(404);
    expect(foreign.json.errors).toEqual(unknown.json.errors);
  });
});
