import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { CAST_PASSWORD } from "#clerk-local/seed.ts";
import { Browser, browserFor } from "#test/clerk-local/browser.ts";
import { type StandIn, startStandIn } from "#test/clerk-local/stand-in.ts";
import { ACME, ADA, MILO, NORA } from "#test/support/people.ts";

let standIn: StandIn;
beforeAll(async () => void (standIn = await startStandIn("test")));
beforeEach(() => standIn.rpc.reset());
afterAll(() => standIn.stop());

const HOUR_MS = 60 * 60 * 1000;

/** Signs in by password: the code of the refusal, or null where it went well. */
async function signIn({ email }: { readonly email: string }): Promise<string | null> {
  const browser = new Browser(standIn);
  await browser.boot();
  const fields = { identifier: email, password: CAST_PASSWORD };
  const { status, json } = await browser.call("POST", "/client/sign_ins", fields);
  if (json.errors !== undefined) expect(status).toBeGreaterThanOrEqual(400);
  return json.errors?.[0]?.code ?? null;
}

test("who is banned is signed out at once and cannot sign in until that is taken back", async () => {
  const { users, sessions } = standIn.sdk;
  const browser = await browserFor(standIn, { userId: MILO.id });
  const sessionId = browser.sessionId ?? "";
  expect(await users.banUser(MILO.id)).toMatchObject({ id: MILO.id, banned: true });
  expect(await sessions.getSession(sessionId)).toMatchObject({ status: "revoked" });
  expect(await browser.call("POST", `/client/sessions/${sessionId}/tokens`)).toMatchObject({ status: 401 });
  await expect(sessions.getToken(sessionId)).rejects.toMatchObject({ status: 401 });
  expect(await signIn(MILO)).toBe("user_banned");
  expect(await users.unbanUser(MILO.id)).toMatchObject({ banned: false });
  expect(await signIn(MILO)).toBeNull();
});

test("who is locked stays signed in and cannot sign in for an hour", async () => {
  const { users, sessions } = standIn.sdk;
  const { sessionId } = await standIn.rpc.sessionFor({ userId: MILO.id });
  expect((await users.lockUser(MILO.id)).raw).toMatchObject({
    locked: true,
    lockout_expires_in_seconds: 3600,
  });
  expect(await sessions.getSession(sessionId)).toMatchObject({ status: "active" });
  expect(await signIn(MILO)).toBe("user_locked");
  await standIn.rpc.advanceClock(HOUR_MS);
  expect(await users.getUser(MILO.id)).toMatchObject({ locked: false });
  expect(await signIn(MILO)).toBeNull();
});

test("who is unlocked can sign in again", async () => {
  await standIn.sdk.users.lockUser(MILO.id);
  expect(await standIn.sdk.users.unlockUser(MILO.id)).toMatchObject({ locked: false });
  expect(await signIn(MILO)).toBeNull();
});

test("who is banned on the way can no longer finish signing in", async () => {
  const browser = new Browser(standIn);
  await browser.boot();
  const { json } = await browser.call("POST", "/client/sign_ins", { identifier: NORA.email });
  await standIn.sdk.users.banUser(NORA.id);
  const path = `/client/sign_ins/${String(json.response?.["id"])}/attempt_first_factor`;
  const refused = await browser.call("POST", path, { strategy: "password", password: CAST_PASSWORD });
  expect(refused).toMatchObject({ status: 403, json: { errors: [{ code: "user_banned" }] } });
});

test("who is banned cannot sign in by a ticket either, and the ticket stays", async () => {
  const { users, signInTokens } = standIn.sdk;
  const made = await signInTokens.createSignInToken({ userId: NORA.id, expiresInSeconds: 60 });
  const browser = new Browser(standIn);
  await browser.boot();
  const ticket = { strategy: "ticket", ticket: made.token };
  await users.banUser(NORA.id);
  const refused = await browser.call("POST", "/client/sign_ins", ticket);
  expect(refused).toMatchObject({ status: 403, json: { errors: [{ code: "user_banned" }] } });
  await users.unbanUser(NORA.id);
  expect((await browser.call("POST", "/client/sign_ins", ticket)).json.response).toMatchObject({
    status: "complete",
    created_session_id: browser.sessionId,
  });
});

test("who is deleted is gone with sessions, seats and addresses", async () => {
  const { users, organizations, emailAddresses, sessions } = standIn.sdk;
  const browser = await browserFor(standIn, { userId: MILO.id, orgId: ACME.id });
  const sessionId = browser.sessionId ?? "";
  const spare = { userId: MILO.id, emailAddress: "milo@second.example" };
  const { id: spareId } = await emailAddresses.createEmailAddress(spare);
  expect(await users.deleteUser(MILO.id)).toMatchObject({ id: MILO.id, deleted: true });
  await expect(users.getUser(MILO.id)).rejects.toMatchObject({ status: 404 });
  await expect(users.deleteUser(MILO.id)).rejects.toMatchObject({ status: 404 });
  await expect(sessions.getSession(sessionId)).rejects.toMatchObject({ status: 404 });
  await expect(emailAddresses.getEmailAddress(spareId)).rejects.toMatchObject({ status: 404 });
  const { data } = await organizations.getOrganizationMembershipList({ organizationId: ACME.id });
  expect(data.map(({ publicUserData }) => publicUserData?.userId)).toEqual([ADA.id]);
  expect(await browser.call("POST", `/client/sessions/${sessionId}/tokens`)).toMatchObject({ status: 401 });
  expect((await browser.call("GET", "/client")).json.response).toMatchObject({ sessions: [] });
  expect(await signIn(MILO)).toBe("form_identifier_not_found");
});

test("who may not found organizations or leave for good is told so", async () => {
  const { users } = standIn.sdk;
  const browser = await browserFor(standIn, { userId: NORA.id });
  const found = async () => {
    const { json } = await browser.call("POST", "/organizations", { name: "Own" });
    return json.errors?.[0]?.code ?? null;
  };
  await users.updateUser(NORA.id, { createOrganizationEnabled: false, deleteSelfEnabled: false });
  expect(await found()).toBe("user_create_organization_not_enabled");
  await users.updateUser(NORA.id, { createOrganizationEnabled: true, createOrganizationsLimit: 1 });
  expect(await found()).toBeNull();
  expect(await found()).toBe("organization_quota_exceeded");
  const { json } = await browser.call("DELETE", "/me");
  expect(json.errors).toMatchObject([{ code: "user_delete_self_not_enabled" }]);
});

test("another verified address signs in too, and metadata in the browser are the public and the unsafe ones", async () => {
  const { emailAddresses, users } = standIn.sdk;
  const spare = { userId: NORA.id, emailAddress: "nora@second.example" };
  const { id } = await emailAddresses.createEmailAddress(spare);
  expect(await signIn({ email: spare.emailAddress })).toBe("form_identifier_not_found");
  await emailAddresses.updateEmailAddress(id, { verified: true });
  expect(await signIn({ email: spare.emailAddress })).toBeNull();
  await users.updateUserMetadata(NORA.id, { publicMetadata: { tier: "gold" } });
  const browser = await browserFor(standIn, { userId: NORA.id });
  const unsafe = { unsafe_metadata: JSON.stringify({ theme: "dark" }) };
  expect((await browser.call("PATCH", "/me", unsafe)).json.response).toMatchObject({
    public_metadata: { tier: "gold" },
    unsafe_metadata: { theme: "dark" },
    email_addresses: [{ email_address: NORA.email }, { email_address: spare.emailAddress }],
  });
  expect(JSON.stringify(await browser.call("GET", "/me"))).not.toContain("private-note");
  expect(await users.getUser(NORA.id)).toMatchObject({ unsafeMetadata: { theme: "dark" } });
});
