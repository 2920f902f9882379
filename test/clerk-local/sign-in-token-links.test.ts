import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { ADA, GLOBEX, MILO } from "#test/support/people.ts";
import { Browser } from "./browser.ts";
import { signInBy, signUpBy } from "./invited.ts";
import { type StandIn, startStandIn } from "./stand-in.ts";

let standIn: StandIn;
let browser: Browser;
beforeAll(async () => void (standIn = await startStandIn("live")));
beforeEach(async () => {
  await standIn.rpc.reset();
  browser = new Browser(standIn);
});
afterAll(() => standIn.stop());

const tokenFor = (userId: string) =>
  standIn.sdk.signInTokens.createSignInToken({ userId, expiresInSeconds: 60 });

test("a sign-in token signs its person in, once", async () => {
  const { token } = await tokenFor(ADA.id);
  const { json } = await signInBy(browser, token);
  expect(json.response).toMatchObject({ status: "complete" });
  expect((await browser.visit("/me")).auth).toMatchObject({ userId: ADA.id });
  const again = await signInBy(new Browser(standIn), token);
  expect(again.json.errors).toMatchObject([{ code: "sign_in_token_already_used_code" }]);
});

test("a sign-in token for an organization signs in with that one active", async () => {
  // `org_id` is in Clerk's OpenAPI document and not in the SDK's type.
  const wanted = { userId: ADA.id, expiresInSeconds: 60, orgId: GLOBEX.id } as Parameters<
    typeof standIn.sdk.signInTokens.createSignInToken
  >[0];
  const { token } = await standIn.sdk.signInTokens.createSignInToken(wanted);
  const { json } = await signInBy(browser, token);
  expect(json.client?.sessions).toMatchObject([{ last_active_organization_id: GLOBEX.id }]);
});

test("a sign-in token that was revoked, or is too old, signs nobody in", async () => {
  const revoked = await tokenFor(ADA.id);
  await standIn.sdk.signInTokens.revokeSignInToken(revoked.id);
  const old = await tokenFor(ADA.id);
  await standIn.rpc.advanceClock(61_000);
  const answers = [await signInBy(browser, revoked.token), await signInBy(browser, old.token)];
  expect(answers.map(({ status }) => status)).toEqual([400, 400]);
  expect(answers[1]?.json.errors).toMatchObject([{ code: "ticket_expired_code" }]);
});

test("a sign-in token signs nobody up, and nobody in who is banned", async () => {
  const { token } = await tokenFor(MILO.id);
  const signUp = await signUpBy(browser, token);
  expect(signUp.json.errors).toMatchObject([{ code: "sign_in_token_not_in_sign_in_code" }]);
  await standIn.sdk.users.banUser(MILO.id);
  const signIn = await signInBy(browser, token);
  expect(signIn.json.errors).toMatchObject([{ code: "user_banned" }]);
});
