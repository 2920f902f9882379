import type { Page } from "playwright-core";
import { expect } from "vitest";
import { browserTest } from "#test/support/browser.ts";
import {
  sendWithPassword,
  clerkIsThere,
  codeFor,
  continueForm,
  differentFrom,
  expectSaid,
  signIn,
  typeCode,
} from "#test/support/clerk-ui.ts";
import { ACME, ADA, MILO } from "#test/support/people.ts";
import type { Site } from "#test/support/site.ts";

const test = browserTest("test");
const NEWCOMER = { email: "zoe+clerk_test@new.example", password: "a long enough phrase" };
const PASSWORD = "orgstead-browser";
const LOCKED = "Your account is locked. You can try again in 60 minutes.";
const TEN_MINUTES_MS = 10 * 60 * 1000;
const HOUR_MS = 60 * 60 * 1000;

test("a person signs in by a code sent to their address", async ({ site, visit }) => {
  const { page } = await visit();
  await page.goto("/sign-in");
  await page.getByLabel("Email address").fill(ADA.email);
  await continueForm(page);
  await page.getByText("Use another method").click();
  await page.getByRole("button", { name: `Email code to ${ADA.email}` }).click();
  await page.getByRole("heading", { name: "Check your email" }).waitFor();
  await typeCode(page, await codeFor(site.clerk, ADA.email));
  await page.waitForURL("**/me");
});

test("a code that is wrong, too old or replaced signs nobody in, and the newest one does", async ({
  site,
  visit,
}) => {
  const olga = await someone(site, "olga");
  const { page, expectProblem } = await visit();
  expectProblem(/status of 422/);
  expectProblem(/status of 400/);
  // Clerk's form lets half a minute pass before it sends another code.
  await page.clock.install();
  await page.goto("/sign-in");
  await page.getByLabel("Email address").fill(olga.email);
  await continueForm(page);
  await page.getByText("Use another method").click();
  await page.getByRole("button", { name: `Email code to ${olga.email}` }).click();
  const first = await codeFor(site.clerk, olga.email);
  await typeCode(page, differentFrom(first));
  await expectSaid(page, "Incorrect code");

  const second = await askAgain({ page, site }, { email: olga.email, last: first });
  await typeCode(page, first);
  await expectSaid(page, "Incorrect code");

  await site.clerk.advanceClock(TEN_MINUTES_MS);
  await typeCode(page, second);
  await expectSaid(page, "This code is too old. Ask for a new one.");
  await typeCode(page, await askAgain({ page, site }, { email: olga.email, last: second }));
  await page.waitForURL("**/me");
});

test("a wrong password is refused in the form, and the right one still works", async ({ visit }) => {
  const { page, expectProblem } = await visit();
  expectProblem(/status of 422/);
  await page.goto("/sign-in");
  await page.getByLabel("Email address").fill("nobody@acme.example");
  await continueForm(page);
  await expectSaid(page, "Couldn't find your account.");
  await signIn(page, { ...ADA, password: "not the password" });
  await page.getByText("Password is incorrect").first().waitFor();
  await page.getByLabel("Password", { exact: true }).fill(ADA.password);
  await continueForm(page);
  await page.waitForURL("**/me");
});

test("too many wrong passwords lock the account for an hour, for the right one too", async ({
  site,
  visit,
}) => {
  const lars = await someone(site, "lars");
  await site.clerk.configure({ maxSignInAttempts: 3 });
  const { page, expectProblem } = await visit();
  expectProblem(/status of 422/);
  expectProblem(/status of 403/);
  await page.goto("/sign-in");
  await signIn(page, { ...lars, password: "wrong number one" });
  await page.getByText("Password is incorrect").first().waitFor();
  await page.getByLabel("Password", { exact: true }).fill("wrong number two");
  await continueForm(page);
  await page.getByLabel("Password", { exact: true }).fill("wrong number three");
  await continueForm(page);
  await expectSaid(page, LOCKED);
  await site.clerk.configure({ maxSignInAttempts: 10 });

  await signIn(page, lars);
  await expectSaid(page, LOCKED);
  await site.clerk.advanceClock(HOUR_MS);
  await signIn(page, lars);
  await page.waitForURL("**/me");
});

test("a forgotten password is replaced by a code, and other browsers are signed out", async ({
  site,
  visit,
}) => {
  const petra = await someone(site, "petra");
  const elsewhere = await visit({ as: petra });
  await elsewhere.page.goto("/me");
  await clerkIsThere(elsewhere.page);
  const { page, expectProblem } = await visit();
  expectProblem(/status of 422/);
  await page.goto("/sign-in");
  await page.getByLabel("Email address").fill(petra.email);
  await continueForm(page);
  await page.getByText("Forgot password?").click();
  await page.getByRole("button", { name: "Reset your password" }).click();
  await page.getByRole("heading", { name: "Reset password" }).waitFor();
  const code = await codeFor(site.clerk, petra.email);
  await typeCode(page, differentFrom(code));
  await expectSaid(page, "Incorrect code");
  await typeCode(page, code);

  await page.getByRole("heading", { name: "Set new password" }).waitFor();
  const password = "another long phrase";
  await page.getByLabel("New password", { exact: true }).fill(password);
  await sendWithPassword(page, password, "Confirm password");
  await page.waitForURL("**/me");
  elsewhere.expectProblem(/requires an active user session/);
  await elsewhere.page.reload();
  await elsewhere.page.waitForURL("**/sign-in?redirect_url=%2Fme");
  await signIn(elsewhere.page, { ...petra, password });
  await elsewhere.page.waitForURL("**/me");
});

test("a newcomer signs up with a code and makes the first organization", async ({ visit }) => {
  const { page } = await visit();
  await page.goto("/");
  await page.getByRole("link", { name: "Create your organization" }).click();
  await page.getByLabel("Email address").fill(NEWCOMER.email);
  await sendWithPassword(page, NEWCOMER.password);
  await page.getByRole("heading", { name: "Verify your email" }).waitFor();
  await typeCode(page, "424242");

  await page.waitForURL("**/me");
  await page.getByLabel("Name", { exact: true }).fill("Zoe's Works");
  await page.getByRole("main").getByRole("button", { name: "Create organization" }).click();
  await page.getByRole("main").getByRole("button", { name: "Skip" }).click();

  await page.waitForURL("**/orgs/zoe-s-works/dashboard");
  await clerkIsThere(page);
  expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe("Zoe's Works");
  expect(await page.getByText("Your role:").innerText()).toBe("Your role: Admin");
  expect(await page.getByRole("heading", { level: 3 }).innerText()).toBe("No tasks yet");
});

test("a session ends seven days after the sign-in, and an open dashboard asks to sign in again", async ({
  site,
  visit,
}) => {
  const { page, expectProblem } = await visit({ as: MILO, in: ACME });
  await page.goto("/orgs/acme/dashboard");
  await clerkIsThere(page);
  // What the open page asks of Clerk is answered before its session ends.
  await page.waitForLoadState("networkidle");
  await site.clerk.advanceClock(7 * 24 * HOUR_MS);
  expectProblem(/requires an active user session/);
  await page.reload();
  await page.waitForURL("**/sign-in?redirect_url=%2Forgs%2Facme%2Fdashboard");
  await signIn(page, MILO);
  await page.waitForURL("**/orgs/acme/dashboard");
});

async function someone(site: Site, name: string) {
  const email = `${name}@sign-in.example`;
  const { id } = await site.clerk.createPerson({ email, password: PASSWORD });
  return { id, email, password: PASSWORD };
}

/** The code that comes after the last one, half a minute later. */
async function askAgain(
  { page, site }: { page: Page; site: Site },
  { email, last }: { email: string; last: string },
): Promise<string> {
  await page.clock.runFor(31_000);
  const sent = page.waitForResponse(/\/prepare_/);
  await page.getByRole("button", { name: "Didn't receive a code? Resend" }).click();
  await sent;
  await expect.poll(() => site.clerk.lastCodeFor(email)).not.toBe(last);
  return codeFor(site.clerk, email);
}
