import { expect } from "vitest";
import { browserTest } from "#test/support/browser.ts";
import { clerkIsThere, continueForm, signIn, typeCode } from "#test/support/clerk-ui.ts";
import { ADA } from "#test/support/people.ts";

const test = browserTest("test");
const NEWCOMER = { email: "zoe+clerk_test@new.example", password: "a long enough phrase" };

test("a person signs in by a code sent to their address", async ({ site, visit }) => {
  const { page } = await visit();
  await page.goto("/sign-in");
  await page.getByLabel("Email address").fill(ADA.email);
  await continueForm(page);
  await page.getByText("Use another method").click();
  await page.getByRole("button", { name: `Email code to ${ADA.email}` }).click();
  await page.getByRole("heading", { name: "Check your email" }).waitFor();
  await expect.poll(() => site.clerk.lastCodeFor(ADA.email)).toMatch(/^\d{6}$/);
  await typeCode(page, (await site.clerk.lastCodeFor(ADA.email)) ?? "");
  await page.waitForURL("**/me");
});

test("a wrong password is refused in the form, and the right one still works", async ({ visit }) => {
  const { page, expectProblem } = await visit();
  expectProblem(/status of 422/);
  await page.goto("/sign-in");
  await signIn(page, { ...ADA, password: "not the password" });
  await page.getByText("Password is incorrect").first().waitFor();
  await page.getByLabel("Password", { exact: true }).fill(ADA.password);
  await continueForm(page);
  await page.waitForURL("**/me");
});

test("a newcomer signs up with a code and makes the first organization", async ({ visit }) => {
  const { page } = await visit();
  await page.goto("/");
  await page.getByRole("link", { name: "Create your organization" }).click();
  await page.getByLabel("Email address").fill(NEWCOMER.email);
  await page.getByLabel("Password", { exact: true }).fill(NEWCOMER.password);
  await continueForm(page);
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
