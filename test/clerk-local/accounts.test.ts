import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { CAST_PASSWORD } from "#clerk-local/seed.ts";
import { ADA, MILO } from "#test/support/people.ts";
import { type Answer, Browser, browserFor } from "./browser.ts";
import { type StandIn, startStandIn } from "./stand-in.ts";

let standIn: StandIn;
beforeAll(async () => void (standIn = await startStandIn("live")));
beforeEach(() => standIn.rpc.reset());
afterAll(() => standIn.stop());

const OTHER = "ada@elsewhere.example";

describe("a person with several addresses", () => {
  test("is found by those that are verified, and by no other", async () => {
    const ada = await browserFor(standIn, { userId: ADA.id });
    const id = await addAddress(ada, OTHER);
    expect(await signIn(OTHER)).toMatchObject({ status: 422 });
    await verify(ada, { id, email: OTHER });
    const { json } = await signIn(OTHER);
    expect(json.client).toMatchObject({ sessions: [{ user: { id: ADA.id } }] });
  });

  test("cannot take an address that somebody else has verified meanwhile", async () => {
    const ada = await browserFor(standIn, { userId: ADA.id });
    const milo = await browserFor(standIn, { userId: MILO.id });
    const [adas, milos] = [await addAddress(ada, OTHER), await addAddress(milo, OTHER)];
    await verify(milo, { id: milos, email: OTHER });
    expect((await verify(ada, { id: adas, email: OTHER })).json.errors).toMatchObject([
      { code: "form_identifier_exists" },
    ]);
  });

  test("goes on with another when the main one goes, and keeps the last", async () => {
    const ada = await browserFor(standIn, { userId: ADA.id });
    const id = await addAddress(ada, OTHER);
    await verify(ada, { id, email: OTHER });
    const { primaryEmailAddressId } = await standIn.sdk.users.getUser(ADA.id);
    await ada.call("DELETE", `/me/email_addresses/${primaryEmailAddressId ?? ""}`);
    const left = await standIn.sdk.users.getUser(ADA.id);
    expect(left.primaryEmailAddress?.emailAddress).toBe(OTHER);
    expect(left.emailAddresses).toHaveLength(1);
    expect((await ada.call("DELETE", `/me/email_addresses/${id}`)).json.errors).toMatchObject([
      { code: "last_required_identification_deletion_failed" },
    ]);
  });
});

describe("too many wrong tries", () => {
  beforeEach(() => standIn.rpc.configure({ maxSignInAttempts: 3 }));

  test("lock one account for an hour, whatever was wrong", async () => {
    const browser = await newBrowser();
    const { json } = await browser.call("POST", "/client/sign_ins", { identifier: ADA.email });
    const path = `/client/sign_ins/${String(json.response?.["id"])}`;
    await browser.call("POST", `${path}/prepare_first_factor`, { strategy: "email_code" });
    const attempt = (fields: Record<string, string>) =>
      browser.call("POST", `${path}/attempt_first_factor`, fields);
    await attempt({ strategy: "email_code", code: "0" });
    await attempt({ strategy: "password", password: "wrong" });
    const locked = { status: 403, json: { errors: [{ code: "user_locked" }] } };
    expect(await attempt({ strategy: "password", password: "wrong" })).toMatchObject(locked);
    await standIn.rpc.advanceClock(1000);
    const right = await attempt({ strategy: "password", password: CAST_PASSWORD });
    expect(right).toMatchObject(locked);
    expect(right.json.errors?.[0]?.meta).toEqual({ lockout_expires_in_seconds: 3599 });
    expect(await signIn(MILO.email)).toMatchObject({ status: 200 });
    await standIn.rpc.advanceClock(3599 * 1000);
    expect(await signIn(ADA.email)).toMatchObject({ status: 200 });
  });

  test("are counted anew after a sign-in", async () => {
    for (const password of ["wrong", "wrong", CAST_PASSWORD, "wrong"]) await signIn(ADA.email, password);
    expect(await signIn(ADA.email)).toMatchObject({ status: 200 });
  });
});

test("a password is reset after its code only, and by a good one", async () => {
  const browser = await newBrowser();
  const { json } = await browser.call("POST", "/client/sign_ins", { identifier: ADA.email });
  const path = `/client/sign_ins/${String(json.response?.["id"])}`;
  const reset = (password: string) => browser.call("POST", `${path}/reset_password`, { password });
  expect(await reset("another-password")).toMatchObject({ status: 400 });
  const strategy = "reset_password_email_code";
  await browser.call("POST", `${path}/prepare_first_factor`, { strategy });
  const code = (await standIn.rpc.lastCodeFor(ADA.email)) ?? "";
  const attempted = await browser.call("POST", `${path}/attempt_first_factor`, { strategy, code });
  expect(attempted.json.response).toMatchObject({
    status: "needs_new_password",
    first_factor_verification: { status: "verified", strategy },
  });
  expect((await reset("short")).json.errors).toMatchObject([{ code: "form_password_length_too_short" }]);
  expect((await reset("another-password")).json.response).toMatchObject({ status: "complete" });
  expect(await signIn(ADA.email)).toMatchObject({ status: 422 });
  expect(await signIn(ADA.email, "another-password")).toMatchObject({ status: 200 });
});

describe("a picture", () => {
  test("comes back as it was sent, from the site's own address", async () => {
    const ada = await browserFor(standIn, { userId: ADA.id });
    const bytes = Uint8Array.of(137, 80, 78, 71, 0, 255);
    const file = new Blob([bytes], { type: "image/png" });
    const { json } = await ada.call("POST", "/me/profile_image", { file });
    const url = new URL(String(json.response?.["public_url"]));
    expect(url.href.startsWith(`${standIn.appOrigin}/__clerk/v1/images/`)).toBe(true);
    const picture = await fetch(`${standIn.url}${url.pathname.replace("/__clerk", "")}`);
    expect(picture.headers.get("content-type")).toBe("image/png");
    expect(new Uint8Array(await picture.arrayBuffer())).toEqual(bytes);
  });

  test.each([
    ["is a page", new Blob(["<script>"], { type: "text/html" }), 415],
    ["is too big", new Blob([new Uint8Array(1_000_001)], { type: "image/png" }), 413],
  ])("that %s is refused", async (_, file, status) => {
    const ada = await browserFor(standIn, { userId: ADA.id });
    expect(await ada.call("POST", "/me/profile_image", { file })).toMatchObject({ status });
    expect((await standIn.sdk.users.getUser(ADA.id)).hasImage).toBe(false);
  });
});

describe("an instance with several people in one browser", () => {
  beforeEach(() => standIn.rpc.configure({ multiSession: true }));

  test("goes on with the other when one signs out, and takes nobody twice", async () => {
    const browser = await newBrowser();
    const first = await browser.call("POST", "/client/sign_ins", asked(ADA.email));
    const adas = String(first.json.response?.["created_session_id"]);
    const again = await browser.call("POST", "/client/sign_ins", asked(ADA.email));
    expect(again.json.errors).toMatchObject([
      { code: "identifier_already_signed_in", meta: { session_id: adas } },
    ]);
    const second = await browser.call("POST", "/client/sign_ins", asked(MILO.email));
    const milos = String(second.json.response?.["created_session_id"]);
    expect(second.json.client).toMatchObject({ last_active_session_id: milos, sessions: [{}, {}] });
    const touched = await browser.call("POST", `/client/sessions/${adas}/touch`);
    expect(touched.json.client).toMatchObject({ last_active_session_id: adas });
    expect((await browser.visit("/dashboard")).auth).toMatchObject({ userId: ADA.id });
    const left = await browser.call("POST", `/client/sessions/${adas}/remove`);
    expect(left.json.client).toMatchObject({ last_active_session_id: milos, sessions: [{ id: milos }] });
    expect(browser.jar.get("__client_uat")).not.toBe("0");
    expect((await browser.visit("/dashboard")).auth).toMatchObject({ userId: MILO.id });
  });
});

async function newBrowser(): Promise<Browser> {
  const browser = new Browser(standIn);
  await browser.boot();
  return browser;
}

function asked(identifier: string, password = CAST_PASSWORD): Record<string, string> {
  return { identifier, strategy: "password", password };
}

async function signIn(identifier: string, password?: string): Promise<Answer> {
  return (await newBrowser()).call("POST", "/client/sign_ins", asked(identifier, password));
}

async function addAddress(browser: Browser, email: string): Promise<string> {
  const { json } = await browser.call("POST", "/me/email_addresses/", { email_address: email });
  return String(json.response?.["id"]);
}

async function verify(browser: Browser, { id, email }: { id: string; email: string }): Promise<Answer> {
  const path = `/me/email_addresses/${id}`;
  await browser.call("POST", `${path}/prepare_verification`, { strategy: "email_code" });
  const code = (await standIn.rpc.lastCodeFor(email)) ?? "";
  return browser.call("POST", `${path}/attempt_verification`, { code });
}
