import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ADA } from "#test/support/people.ts";
import { Browser } from "./browser.ts";
import { type Keys, type StandIn, startStandIn } from "./stand-in.ts";

const PASSWORD = "a good password";

describe.each<Keys>(["test", "live"])("signing up with pk_%s keys", (keys) => {
  let standIn: StandIn;
  let browser: Browser;
  beforeAll(async () => void (standIn = await startStandIn(keys)));
  beforeEach(async () => {
    browser = new Browser(standIn);
    await browser.boot();
  });
  afterAll(() => standIn.stop());

  const start = (fields: Record<string, string>) => browser.call("POST", "/client/sign_ups", fields);

  test("makes the account when the address is verified, and signs in", async () => {
    const email = `new-${keys}+clerk_test@acme.example`;
    const { json } = await start({ email_address: email, password: PASSWORD });
    expect(json.response).toMatchObject({
      status: "missing_requirements",
      missing_fields: [],
      unverified_fields: ["email_address"],
      verifications: { email_address: { status: "unverified", next_action: "needs_prepare" } },
    });
    const path = pathOf(json.response?.["id"]);
    const prepared = await browser.call("POST", `${path}/prepare_verification`, { strategy: "email_code" });
    expect(prepared.json.response).toMatchObject({
      verifications: { email_address: { next_action: "needs_attempt" } },
    });
    const attempt = { strategy: "email_code", code: "424242" };
    const done = await browser.call("POST", `${path}/attempt_verification`, attempt);
    expect(done.json.response).toMatchObject({ status: "complete", created_session_id: browser.sessionId });
    const { auth } = await browser.visit("/me");
    expect(auth).toMatchObject({ userId: done.json.response?.["created_user_id"] });
    const person = await standIn.sdk.users.getUser(String(done.json.response?.["created_user_id"]));
    expect(person.primaryEmailAddress?.emailAddress).toBe(email);
  });

  test("takes what is missing later", async () => {
    const email = `later-${keys}@acme.example`;
    const { json } = await start({ email_address: email });
    expect(json.response).toMatchObject({ missing_fields: ["password"] });
    const path = pathOf(json.response?.["id"]);
    await browser.call("POST", `${path}/prepare_verification`, { strategy: "email_code" });
    const code = (await standIn.rpc.lastCodeFor(email)) ?? "";
    expect(code).toMatch(/^\d{6}$/);
    const verified = await browser.call("POST", `${path}/attempt_verification`, {
      strategy: "email_code",
      code,
    });
    expect(verified.json.response).toMatchObject({ status: "missing_requirements", unverified_fields: [] });
    const done = await browser.call("PATCH", path, { password: PASSWORD });
    expect(done.json.response).toMatchObject({ status: "complete" });
  });

  test.each([
    [{ email_address: ADA.email, password: PASSWORD }, "form_identifier_exists", "email_address"],
    [{ email_address: "not an address", password: PASSWORD }, "form_param_format_invalid", "email_address"],
    [{ email_address: "x@acme.example", password: "short" }, "form_password_length_too_short", "password"],
  ])("refuses %o", async (fields, code, field) => {
    const answer = await start(fields);
    expect(answer).toMatchObject({ status: 422, json: { errors: [{ code, meta: { param_name: field } }] } });
  });
});

function pathOf(id: unknown): string {
  return `/client/sign_ups/${String(id)}`;
}
