import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { CAST_PASSWORD } from "#clerk-local/seed.ts";
import { ADA, MILO } from "#test/support/people.ts";
import { Browser } from "./browser.ts";
import { type Keys, type StandIn, startStandIn } from "./stand-in.ts";

describe.each<Keys>(["test", "live"])("signing in with pk_%s keys", (keys) => {
  let standIn: StandIn;
  let browser: Browser;
  beforeAll(async () => void (standIn = await startStandIn(keys)));
  beforeEach(async () => {
    browser = new Browser(standIn);
    await browser.boot();
  });
  afterEach(() => standIn.rpc.reset());
  afterAll(() => standIn.stop());

  const identify = async (identifier: string) => {
    const { json } = await browser.call("POST", "/client/sign_ins", { identifier });
    return `/client/sign_ins/${String(json.response?.["id"])}`;
  };

  test("by password takes two steps, and then the site's pages know the person", async () => {
    const first = await browser.call("POST", "/client/sign_ins", { identifier: "Ada@acme.example " });
    expect(first.json.response).toMatchObject({
      status: "needs_first_factor",
      supported_first_factors: [
        { strategy: "password" },
        { strategy: "email_code" },
        { strategy: "reset_password_email_code" },
      ],
    });
    const path = `/client/sign_ins/${String(first.json.response?.["id"])}/attempt_first_factor`;
    const second = await browser.call("POST", path, { strategy: "password", password: CAST_PASSWORD });
    expect(second.json.response).toMatchObject({ status: "complete", created_session_id: browser.sessionId });
    expect(second.json.client).toMatchObject({
      sign_in: null,
      last_active_session_id: browser.sessionId,
      sessions: [{ status: "active", user: { id: ADA.id, organization_memberships: [{}, {}] } }],
    });
    const { auth } = await browser.visit("/dashboard");
    expect(auth).toMatchObject({ userId: ADA.id });
  });

  test("by password can be done in one step", async () => {
    const fields = { identifier: ADA.email, strategy: "password", password: CAST_PASSWORD };
    const { json } = await browser.call("POST", "/client/sign_ins", fields);
    expect(json.response).toMatchObject({ status: "complete" });
  });

  test("needs the right password", async () => {
    const path = await identify(ADA.email);
    const answer = await browser.call("POST", `${path}/attempt_first_factor`, {
      strategy: "password",
      password: "no",
    });
    expect(answer).toMatchObject({
      status: 422,
      json: { errors: [{ code: "form_password_incorrect", meta: { param_name: "password" } }] },
    });
    expect((await browser.visit("/dashboard")).auth).toMatchObject({ userId: null });
  });

  test("needs an account", async () => {
    const answer = await browser.call("POST", "/client/sign_ins", { identifier: "nobody@acme.example" });
    expect(answer).toMatchObject({
      status: 422,
      json: { errors: [{ code: "form_identifier_not_found", meta: { param_name: "identifier" } }] },
    });
  });

  test("by e-mail sends a code that is printed and signs in once", async () => {
    const path = await identify(MILO.email);
    const prepared = await browser.call("POST", `${path}/prepare_first_factor`, { strategy: "email_code" });
    expect(prepared.json.response).toMatchObject({
      first_factor_verification: { status: "unverified", strategy: "email_code" },
    });
    const code = (await standIn.rpc.lastCodeFor(MILO.email)) ?? "";
    expect(standIn.printed()).toContain(`clerk-local: the code for ${MILO.email} is ${code}`);
    const attempt = { strategy: "email_code", code };
    const done = await browser.call("POST", `${path}/attempt_first_factor`, attempt);
    expect(done.json.response).toMatchObject({ status: "complete" });
    expect(await standIn.rpc.lastCodeFor(MILO.email)).toBeNull();
  });

  test("by e-mail refuses a wrong code, and any code after five wrong ones", async () => {
    const path = await identify(MILO.email);
    await browser.call("POST", `${path}/prepare_first_factor`, { strategy: "email_code" });
    const code = (await standIn.rpc.lastCodeFor(MILO.email)) ?? "";
    const attempt = (given: string) =>
      browser.call("POST", `${path}/attempt_first_factor`, { strategy: "email_code", code: given });
    for (let count = 0; count < 5; count += 1) {
      expect((await attempt("0")).json.errors?.[0]).toMatchObject({ code: "form_code_incorrect" });
    }
    expect((await attempt(code)).json.errors?.[0]).toMatchObject({ code: "verification_failed" });
  });

  test("by e-mail refuses a code that is ten minutes old", async () => {
    const path = await identify(MILO.email);
    await browser.call("POST", `${path}/prepare_first_factor`, { strategy: "email_code" });
    const code = (await standIn.rpc.lastCodeFor(MILO.email)) ?? "";
    await standIn.rpc.advanceClock(10 * 60 * 1000);
    const answer = await browser.call("POST", `${path}/attempt_first_factor`, {
      strategy: "email_code",
      code,
    });
    expect(answer.json.errors?.[0]).toMatchObject({ code: "verification_expired" });
  });

  test("twice in one browser is refused with the session that is there", async () => {
    await browser.call("POST", "/client/sign_ins", { identifier: ADA.email, password: CAST_PASSWORD });
    const answer = await browser.call("POST", "/client/sign_ins", { identifier: MILO.email });
    expect(answer).toMatchObject({
      status: 400,
      json: { errors: [{ code: "session_exists", meta: { session_id: browser.sessionId } }] },
    });
  });
});
