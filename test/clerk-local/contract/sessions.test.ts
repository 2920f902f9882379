import { verifyToken } from "@clerk/backend";
import { decodeJwt } from "@clerk/backend/jwt";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { browserFor } from "#test/clerk-local/browser.ts";
import { CAST } from "#clerk-local/seed.ts";
import { JWT_KEY, type StandIn, startStandIn } from "#test/clerk-local/stand-in.ts";
import { ACME, ADA, GLOBEX, MILO, NORA } from "#test/support/people.ts";

let standIn: StandIn;
beforeAll(async () => void (standIn = await startStandIn("test")));
beforeEach(() => standIn.rpc.reset());
afterAll(() => standIn.stop());

const REQUEST = { request_origin: "http://localhost:8787", format: "token" } as const;

describe("a session", () => {
  test("can be made for a test, with an organization active", async () => {
    const { sessions } = standIn.sdk;
    const made = await sessions.createSession({ userId: ADA.id });
    expect(made).toMatchObject({
      id: expect.stringMatching(/^sess_2/),
      clientId: expect.stringMatching(/^client_2/),
      userId: ADA.id,
      status: "active",
      actor: null,
    });
    expect(made.expireAt).toBeGreaterThan(made.createdAt);
    expect(await sessions.getSession(made.id)).toEqual(made);
    const { jwt } = await sessions.getToken(made.id);
    expect(await verifyToken(jwt, { jwtKey: JWT_KEY })).toMatchObject({ sub: ADA.id, sid: made.id });
    // The SDK's type lacks what Clerk's API has.
    const inAcme = { userId: ADA.id, activeOrganizationId: ACME.id };
    expect(await sessions.createSession(inAcme)).toMatchObject({ lastActiveOrganizationId: ACME.id });
    const inGlobex = { userId: MILO.id, activeOrganizationId: GLOBEX.id };
    await expect(sessions.createSession(inGlobex)).rejects.toMatchObject({ status: 404 });
  });

  test("is not made for who is unknown or banned", async () => {
    const { sessions, users } = standIn.sdk;
    await users.banUser(NORA.id);
    const error = { status: 403, errors: [{ code: "user_banned" }] };
    await expect(sessions.createSession({ userId: NORA.id })).rejects.toMatchObject(error);
    await expect(sessions.createSession({ userId: "user_unknown" })).rejects.toMatchObject({ status: 404 });
  });

  test("is listed by person or browser, newest first, and by status", async () => {
    const { sessions } = standIn.sdk;
    const older = await sessions.createSession({ userId: ADA.id });
    const newer = await sessions.createSession({ userId: ADA.id });
    const ofAda = await sessions.getSessionList({ userId: ADA.id });
    expect(ofAda).toMatchObject({ totalCount: 2, data: [{ id: newer.id }, { id: older.id }] });
    const inOne = await sessions.getSessionList({ clientId: older.clientId });
    expect(inOne.data.map(({ id }) => id)).toEqual([older.id]);
    expect(await sessions.revokeSession(older.id)).toMatchObject({ id: older.id, status: "revoked" });
    const left = await sessions.getSessionList({ userId: ADA.id, status: "active" });
    expect(left.data.map(({ id }) => id)).toEqual([newer.id]);
    await expect(sessions.getSessionList()).rejects.toMatchObject({ status: 422 });
    await expect(sessions.revokeSession("sess_unknown")).rejects.toMatchObject({ status: 404 });
  });

  test("has a browser that can be read", async () => {
    const { sessions, clients } = standIn.sdk;
    const session = await sessions.createSession({ userId: ADA.id });
    const client = await clients.getClient(session.clientId);
    expect(client).toMatchObject({
      id: session.clientId,
      sessionIds: [session.id],
      sessions: [session],
      lastActiveSessionId: session.id,
    });
    await expect(clients.getClient("client_unknown")).rejects.toMatchObject({ status: 404 });
  });

  test("is renewed with its refresh token, and with no other", async () => {
    const { sessions } = standIn.sdk;
    const wanted = { userId: ADA.id, orgId: ACME.id, ageSeconds: 300 };
    const { sessionId, token, cookies, suffix } = await standIn.rpc.sessionFor(wanted);
    const refresh_token = cookies[`__refresh_${suffix}`] ?? "";
    const params = { ...REQUEST, expired_token: token, refresh_token };
    const { jwt } = await sessions.refreshSession(sessionId, params);
    expect(await verifyToken(jwt, { jwtKey: JWT_KEY })).toMatchObject({ sid: sessionId });
    const inCookies = await sessions.refreshSession(sessionId, { ...params, format: "cookie" });
    expect(inCookies.cookies.some((cookie) => cookie.startsWith(`__session_${suffix}=`))).toBe(true);
    const wrong = sessions.refreshSession(sessionId, { ...params, refresh_token: "wrong" });
    await expect(wrong).rejects.toMatchObject({
      status: 401,
      errors: [{ code: "refresh_token_invalid" }],
    });
  });
});

test("a production instance makes no sessions from outside", async () => {
  const live = await startStandIn("live");
  await expect(live.sdk.sessions.createSession({ userId: ADA.id })).rejects.toMatchObject({
    status: 400,
    errors: [{ code: "request_invalid_for_environment" }],
  });
  await live.stop();
});

describe("a token", () => {
  test("lives as long as the call says", async () => {
    const { sessions } = standIn.sdk;
    const { id } = await sessions.createSession({ userId: ADA.id });
    const { payload } = decodeJwt((await sessions.getToken(id, undefined, 600)).jwt);
    expect(payload.exp - payload.iat).toBe(600);
    for (const seconds of [29, 1.5, 315_360_001]) {
      await expect(sessions.getToken(id, undefined, seconds)).rejects.toMatchObject({
        status: 422,
        errors: [{ code: "form_param_value_invalid", meta: { paramName: "expires_in_seconds" } }],
      });
    }
  });

  test("is not had from a session that is over", async () => {
    const { sessions } = standIn.sdk;
    const { id } = await sessions.createSession({ userId: ADA.id });
    await sessions.revokeSession(id);
    await expect(sessions.getToken(id)).rejects.toMatchObject({ status: 401 });
    await expect(sessions.getToken(id, "any")).rejects.toMatchObject({ status: 401 });
  });
});

describe("a JWT template", () => {
  test("is kept, listed, changed and deleted", async () => {
    const { jwtTemplates } = standIn.sdk;
    const made = await jwtTemplates.create({ name: "hasura", claims: { role: "user" } });
    expect(made).toMatchObject({
      id: expect.stringMatching(/^jtmp_2/),
      name: "hasura",
      claims: { role: "user" },
      lifetime: 60,
      allowedClockSkew: 5,
      customSigningKey: false,
      signingAlgorithm: "RS256",
    });
    expect(await jwtTemplates.get(made.id)).toEqual(made);
    const change = { templateId: made.id, name: "hasura-2", claims: { role: "admin" }, lifetime: 300 };
    const changed = await jwtTemplates.update(change);
    expect(changed).toMatchObject({ id: made.id, name: "hasura-2", lifetime: 300, allowedClockSkew: 5 });
    const { data } = await jwtTemplates.list();
    expect(data.map(({ name }) => name)).toEqual(["hasura-2", ...CAST.jwtTemplates.map(({ name }) => name)]);
    expect(data[0]).toMatchObject(changed);
    expect(await jwtTemplates.delete(made.id)).toMatchObject({ id: made.id, deleted: true });
    await expect(jwtTemplates.get(made.id)).rejects.toMatchObject({ status: 404 });
  });

  test.each([
    [{ name: "a b", claims: {} }, "form_param_format_invalid"],
    [{ name: "taken", claims: {} }, "form_identifier_exists"],
    [{ name: "x", claims: { sub: "someone" } }, "jwt_template_reserved_claim"],
    [{ name: "x", claims: {}, lifetime: 29 }, "form_param_value_invalid"],
    [{ name: "x", claims: {}, allowedClockSkew: 301 }, "form_param_value_invalid"],
  ])("is not made of %o", async (params, code) => {
    const { jwtTemplates } = standIn.sdk;
    await jwtTemplates.create({ name: "taken", claims: {} });
    await expect(jwtTemplates.create(params)).rejects.toMatchObject({ status: 422, errors: [{ code }] });
  });

  test("fills in who asks, and never passes for a session", async () => {
    const { jwtTemplates, sessions, users, organizations } = standIn.sdk;
    await users.updateUserMetadata(ADA.id, { publicMetadata: { plan: { name: "gold" } } });
    await organizations.updateOrganizationMetadata(ACME.id, { publicMetadata: { region: "eu" } });
    const claims = {
      id: "{{user.id}}",
      email: "{{user.primary_email_address}}",
      verified: "{{user.email_verified}}",
      metadata: "{{user.public_metadata}}",
      plan: "{{ user.public_metadata.plan.name }}",
      greeting: "{{user.first_name}} <{{user.primary_email_address}}>",
      nick: "{{user.public_metadata.nick || 'none'}}",
      nothing: "{{user.public_metadata.nick}}",
      secret: "{{user.private_metadata.note}}",
      since: "{{user.created_at}}",
      nested: { orgs: ["{{org.id}}", "{{org.slug}}", "{{org.role}}", "{{org.name}}"], fixed: 7 },
      region: "{{org.public_metadata.region}}",
    };
    await jwtTemplates.create({ name: "full", claims, lifetime: 120, allowedClockSkew: 30 });
    const { sessionId } = await standIn.rpc.sessionFor({ userId: ADA.id, orgId: ACME.id });
    const { jwt } = await sessions.getToken(sessionId, "full");
    const { header, payload } = decodeJwt(jwt);
    expect(header).toMatchObject({ alg: "RS256", cat: "cl_B7d4PD222AAA" });
    expect(payload).toMatchObject({
      id: ADA.id,
      email: ADA.email,
      verified: true,
      metadata: { plan: { name: "gold" } },
      plan: "gold",
      greeting: `Ada <${ADA.email}>`,
      nick: "none",
      nothing: null,
      secret: null,
      since: ADA.createdAtMs / 1000,
      nested: { orgs: [ACME.id, "acme", "org:admin", "Acme"], fixed: 7 },
      region: "eu",
      sub: ADA.id,
      iss: standIn.issuer,
      azp: standIn.appOrigin,
    });
    expect(payload.exp - payload.iat).toBe(120);
    expect(payload.iat - payload.nbf).toBe(30);
    expect(payload).not.toHaveProperty("sid");
    const request = new Request(standIn.appOrigin, { headers: { authorization: `Bearer ${jwt}` } });
    const state = await standIn.sdk.authenticateRequest(request, { jwtKey: JWT_KEY });
    expect(state).toMatchObject({ status: "signed-out", reason: "token-type-mismatch" });
  });

  test("is asked for by name, in the browser too", async () => {
    const { jwtTemplates, sessions } = standIn.sdk;
    await jwtTemplates.create({ name: "org", claims: { org: "{{org.slug}}" } });
    const browser = await browserFor(standIn, { userId: ADA.id, orgId: GLOBEX.id });
    const path = `/client/sessions/${browser.sessionId}/tokens`;
    const { json } = await browser.call("POST", `${path}/org`);
    expect(decodeJwt(json.jwt ?? "").payload).toMatchObject({ org: "globex", sub: ADA.id });
    const error = { code: "resource_not_found" };
    const unknown = await browser.call("POST", `${path}/other`);
    expect(unknown).toMatchObject({ status: 404, json: { errors: [error] } });
    const { id } = await sessions.createSession({ userId: ADA.id });
    await expect(sessions.getToken(id, "other")).rejects.toMatchObject({ status: 404, errors: [error] });
    const { payload } = decodeJwt((await sessions.getToken(id, "org", 90)).jwt);
    expect(payload.exp - payload.iat).toBe(90);
    expect(payload).toMatchObject({ org: null });
  });
});
