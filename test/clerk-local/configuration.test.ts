import { decodeJwt } from "@clerk/backend/jwt";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ACME, ADA, GLOBEX } from "#test/support/people.ts";
import { browserFor, expiredBrowserFor } from "./browser.ts";
import { type Keys, type StandIn, startStandIn } from "./stand-in.ts";

describe.each<Keys>(["test", "live"])("an instance with pk_%s keys", (keys) => {
  let standIn: StandIn;
  beforeAll(async () => void (standIn = await startStandIn(keys)));
  afterEach(() => standIn.rpc.reset());
  afterAll(() => standIn.stop());

  const environment = async () => {
    const response = await fetch(`${standIn.url}/v1/environment`);
    const json = await response.json<{ organization_settings: object }>();
    return json.organization_settings;
  };

  describe("that requires a membership", () => {
    beforeEach(() => standIn.rpc.configure({ membershipRequired: true }));

    test("says so to Clerk's components", async () => {
      expect(await environment()).toMatchObject({ force_organization_selection: true });
    });

    test("keeps a session pending until an organization is chosen", async () => {
      const browser = await browserFor(standIn, { userId: ADA.id });
      const before = await browser.visit("/dashboard");
      expect(before.auth).toMatchObject({ userId: null });
      expect(before.state.toAuth({ treatPendingAsSignedOut: false })).toMatchObject({
        userId: ADA.id,
        sessionStatus: "pending",
      });
      const { json } = await browser.call("GET", "/client");
      expect(json.response).toMatchObject({
        sessions: [{ status: "pending", tasks: [{ key: "choose-organization" }] }],
      });
      const path = `/client/sessions/${browser.sessionId ?? ""}/touch`;
      const touched = await browser.call("POST", path, { active_organization_id: ACME.id });
      expect(touched.json.response).toMatchObject({ status: "active", tasks: null });
      expect(touched.json.client).toMatchObject({ sessions: [{ status: "active" }] });
      expect((await browser.visit("/dashboard")).auth).toMatchObject({ userId: ADA.id, orgId: ACME.id });
    });

    test("ends the wait when an address names an organization", async () => {
      const browser = await expiredBrowserFor(standIn, { userId: ADA.id });
      const chosen = await browser.visit("/orgs/globex/dashboard");
      expect(chosen.auth).toMatchObject({ userId: ADA.id, orgId: GLOBEX.id });
    });

    test("has no personal account to go back to", async () => {
      const browser = await browserFor(standIn, { userId: ADA.id, orgId: ACME.id });
      expect((await browser.visit("/me")).auth).toMatchObject({ userId: ADA.id, orgId: ACME.id });
      const path = `/client/sessions/${browser.sessionId ?? ""}`;
      const touch = await browser.call("POST", `${path}/touch`, { active_organization_id: "" });
      expect(touch.json.response).toMatchObject({ status: "active", last_active_organization_id: ACME.id });
      const token = await browser.call("POST", `${path}/tokens`, { organization_id: "" });
      expect(decodeJwt(token.json.jwt ?? "").payload).toMatchObject({ sts: "active", o: { id: ACME.id } });
    });

    test("lets a new organization be the chosen one", async () => {
      const browser = await browserFor(standIn, { userId: ADA.id });
      const { json } = await browser.call("POST", "/organizations", { name: "Third" });
      expect(json.client).toMatchObject({ sessions: [{ status: "pending" }] });
      const id = String(json.response?.["id"]);
      const path = `/client/sessions/${browser.sessionId ?? ""}/touch`;
      await browser.call("POST", path, { active_organization_id: id });
      expect((await browser.visit("/dashboard")).auth).toMatchObject({ orgId: id });
    });

    test("shows the Backend API the same", async () => {
      const { sessionId } = await standIn.rpc.sessionFor({ userId: ADA.id });
      expect(await standIn.sdk.sessions.getSession(sessionId)).toMatchObject({ status: "pending" });
      const pending = await standIn.sdk.sessions.getSessionList({ userId: ADA.id, status: "pending" });
      expect(pending.data.map(({ id }) => id)).toEqual([sessionId]);
    });
  });

  describe("whose slugs are switched off", () => {
    beforeEach(() => standIn.rpc.configure({ slugsDisabled: true }));

    test("shows none, in tokens, JSON and settings", async () => {
      expect(await environment()).toMatchObject({ slug: { disabled: true } });
      const browser = await browserFor(standIn, { userId: ADA.id, orgId: ACME.id });
      expect((await browser.visit("/dashboard")).auth).toMatchObject({
        orgId: ACME.id,
        orgRole: "org:admin",
        orgSlug: undefined,
      });
      const { json } = await browser.call("GET", `/organizations/${ACME.id}`);
      expect(json.response).toMatchObject({ id: ACME.id, slug: null });
      const known = await standIn.sdk.organizations.getOrganization({ organizationId: ACME.id });
      expect(known.slug).toBeNull();
    });

    test("finds organizations by id, and no more by slug", async () => {
      const browser = await browserFor(standIn, { userId: ADA.id, orgId: ACME.id });
      expect((await browser.visit("/orgs/globex/dashboard")).auth).toMatchObject({ orgId: ACME.id });
      const { organizations } = standIn.sdk;
      await expect(organizations.getOrganization({ slug: "acme" })).rejects.toMatchObject({ status: 404 });
    });
  });

  test("has slugs and lets people be without an organization, unless it is told otherwise", async () => {
    expect(await environment()).toMatchObject({
      force_organization_selection: false,
      slug: { disabled: false },
    });
  });

  test("gives tokens the life that was asked for", async () => {
    await standIn.rpc.configure({ tokenLifetimeSeconds: 20 });
    const browser = await browserFor(standIn, { userId: ADA.id });
    const { auth } = await browser.visit("/dashboard");
    const { exp = 0, iat = 0 } = auth?.sessionClaims ?? {};
    expect(exp - iat).toBe(20);
  });
});
