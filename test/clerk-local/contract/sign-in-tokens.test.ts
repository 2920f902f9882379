import { decodeJwt } from "@clerk/backend/jwt";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { ACME, ADA, NORA } from "#test/support/people.ts";
import { type StandIn, startStandIn } from "#test/clerk-local/stand-in.ts";

let standIn: StandIn;
beforeAll(async () => void (standIn = await startStandIn("test")));
beforeEach(() => standIn.rpc.reset());
afterAll(() => standIn.stop());

test("a sign-in token is a ticket for one person, in a link to the site", async () => {
  const wanted = { userId: ADA.id, orgId: ACME.id, expiresInSeconds: 60 };
  const made = await standIn.sdk.signInTokens.createSignInToken(wanted);
  expect(made).toMatchObject({ id: expect.stringMatching(/^sit_/), userId: ADA.id, status: "pending" });
  expect(made.url).toBe(`${standIn.appOrigin}/sign-in?__clerk_ticket=${made.token}`);
  const { payload } = decodeJwt(made.token);
  expect(payload).toMatchObject({ st: "sign_in_token", sid: made.id, oid: ACME.id, iss: standIn.issuer });
  expect(payload.exp).toBe(Math.floor(made.createdAt / 1000) + 60);
});

test("a sign-in token can be revoked once", async () => {
  const { signInTokens } = standIn.sdk;
  const { id } = await signInTokens.createSignInToken({ userId: ADA.id, expiresInSeconds: 60 });
  expect(await signInTokens.revokeSignInToken(id)).toMatchObject({ id, status: "revoked" });
  await expect(signInTokens.revokeSignInToken(id)).rejects.toMatchObject({
    status: 400,
    errors: [{ code: "sign_in_token_cannot_be_revoked_code" }],
  });
});

test("a sign-in token is for people who are there, and for organizations that they belong to", async () => {
  const { signInTokens } = standIn.sdk;
  const create = (userId: string, orgId?: string) =>
    signInTokens.createSignInToken({ userId, expiresInSeconds: 60, ...(orgId !== undefined && { orgId }) });
  await expect(create("user_unknown")).rejects.toMatchObject({ status: 404 });
  await expect(create(NORA.id, ACME.id)).rejects.toMatchObject({ status: 404 });
});

test("a ticket is no session", async () => {
  const { token } = await standIn.sdk.signInTokens.createSignInToken({
    userId: ADA.id,
    expiresInSeconds: 60,
  });
  const request = new Request(standIn.appOrigin, { headers: { authorization: `Bearer ${token}` } });
  expect(await standIn.sdk.authenticateRequest(request)).toMatchObject({ status: "signed-out" });
});
