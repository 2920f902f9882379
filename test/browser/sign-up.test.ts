import { expect } from "vitest";
import { browserTest } from "#test/support/browser.ts";
import {
  sendWithPassword,
  codeFor,
  continueForm,
  differentFrom,
  expectSaid,
  typeCode,
} from "#test/support/clerk-ui.ts";
import { ADA } from "#test/support/people.ts";

const test = browserTest();
const PASSWORD = "a long enough phrase";

test("a newcomer mends what is wrong, goes back to another address and gets in by its code", async ({
  site,
  visit,
}) => {
  const { page, expectProblem } = await visit();
  expectProblem(/status of 422/);
  await page.goto("/sign-up?redirect_url=%2Fprofile");
  const email = page.getByLabel("Email address");
  const password = page.getByLabel("Password", { exact: true });
  await email.fill(ADA.email);
  await password.fill("short");
  await continueForm(page);
  await expectSaid(page, "Your password must contain 8 or more characters.");
  await sendWithPassword(page, PASSWORD);
  await expectSaid(page, "That email address is taken. Please try another.");

  await email.fill("misspelt@new.example");
  await sendWithPassword(page, PASSWORD);
  await page.getByRole("heading", { name: "Verify your email" }).waitFor();
  const sentFirst = await codeFor(site.clerk, "misspelt@new.example");
  await page.getByRole("button", { name: "Edit email address" }).click();
  await email.fill("kim@new.example");
  await sendWithPassword(page, PASSWORD);
  const code = await codeFor(site.clerk, "kim@new.example");
  await typeCode(page, code === sentFirst ? differentFrom(code) : sentFirst);
  await expectSaid(page, "Incorrect code");
  await typeCode(page, code);

  await page.waitForURL("**/profile");
  expect(await page.getByRole("main").innerText()).toContain("kim@new.example");
});
