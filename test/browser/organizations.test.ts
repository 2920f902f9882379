import { expect } from "vitest";
import { browserTest } from "#test/support/browser.ts";
import { clerkIsThere, openSwitcher } from "#test/support/clerk-ui.ts";
import { addTask, rowOf } from "#test/support/dashboard.ts";
import { ACME, ADA, MILO, NORA } from "#test/support/people.ts";

const test = browserTest();

test("a person makes an organization from the switcher and lands on its dashboard", async ({ visit }) => {
  const { page } = await visit({ as: ADA, in: ACME });
  await page.goto("/orgs/acme/dashboard");
  const panel = await openSwitcher(page);
  await panel.getByRole("button", { name: "Create organization" }).click();
  const dialog = page.getByRole("dialog").filter({ hasText: "Slug" });
  await dialog.getByLabel("Name", { exact: true }).fill("Side Project");
  await dialog.getByRole("button", { name: "Create organization" }).click();
  await page.getByRole("button", { name: "Skip" }).click();
  await page.waitForURL("**/orgs/side-project/dashboard");
  expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe("Side Project");
  await addTask(page, "The first of its tasks");
  await rowOf(page, "The first of its tasks").waitFor();
});

test("a member who leaves an organization is asked to choose one, and its address is closed", async ({
  site,
  visit,
}) => {
  const left = await site.clerk.createOrganization({ name: "Soon Left", createdBy: ADA.id });
  await site.clerk.addMember({ orgId: left.id, userId: MILO.id, role: "org:member" });
  const { page } = await visit({ as: MILO, in: left });
  await page.goto("/orgs/soon-left/dashboard");
  const panel = await openSwitcher(page);
  await panel.getByRole("button", { name: "Manage" }).click();
  await page.getByRole("button", { name: "Leave organization" }).click();
  await page
    .getByLabel("Type “Soon Left” below")
    .or(page.getByLabel('Type "Soon Left" below'))
    .fill("Soon Left");
  await page.locator("form").getByRole("button", { name: "Leave organization" }).click();
  await page.waitForURL("**/me");
  const choices = page.getByRole("main").getByRole("button");
  await expect.poll(() => choices.allInnerTexts()).toEqual(["A\nAcme", "Create organization"]);

  await page.goto("/orgs/soon-left/dashboard");
  expect(new URL(page.url()).pathname).toBe("/me");
  await page.getByText("That organization is not there, or you are not a member of it.").waitFor();
});

test("a person in no organization is shown where to make one", async ({ visit }) => {
  const { page } = await visit({ as: NORA });
  await page.goto("/orgs/acme/dashboard");
  expect(new URL(page.url()).pathname).toBe("/me");
  await clerkIsThere(page);
  await page.getByRole("main").getByRole("button", { name: "Create organization" }).waitFor();
});
