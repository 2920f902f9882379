import { expect } from "vitest";
import { browserTest } from "#test/support/browser.ts";
import { clerkIsThere } from "#test/support/clerk-ui.ts";
import { ACME, ADA, MILO } from "#test/support/people.ts";

const test = browserTest();
const PHONE = { width: 390, height: 844 };

test("the keyboard goes through the organization's pages, and the page shown is marked", async ({
  visit,
}) => {
  const { page } = await visit({ as: ADA, in: ACME, browser: { viewport: PHONE } });
  await page.goto("/orgs/acme/dashboard");
  await clerkIsThere(page);
  const navigation = page.getByRole("navigation", { name: "Organization" });
  for (const [label, path, heading] of [
    ["Members", "/orgs/acme/members", "Members"],
    ["Settings", "/orgs/acme/settings", "General"],
    ["Admin", "/admin", "Admin"],
    ["Billing", "/billing", "Plan and billing"],
    ["Dashboard", "/orgs/acme/dashboard", "Acme"],
  ] as const) {
    await navigation.getByRole("link").first().focus();
    const labels = await navigation.getByRole("link").allInnerTexts();
    for (let at = 0; at < labels.indexOf(label); at += 1) await page.keyboard.press("Tab");
    const link = navigation.getByRole("link", { name: label });
    expect(await link.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press("Enter");
    await page.waitForURL(`**${path}`);
    await page.getByRole("heading", { level: 1, name: heading }).waitFor();
    expect(await navigation.locator("[aria-current=page]").allInnerTexts()).toEqual([label]);
  }
});

test("an admin finds the organization's own page in Clerk's settings, and text in it stays text", async ({
  site,
  visit,
}) => {
  const name = "</ScRiPt ><img src=x onerror=alert(1)>&amp;";
  const { id, slug } = await site.clerk.createOrganization({ name: "Sharp", createdBy: ADA.id });
  await site.clerk.renameOrganization({ orgId: id, name });
  const { page } = await visit({ as: ADA, in: { id } });
  await page.goto(`/orgs/${slug}/settings`);
  await page
    .getByRole("link", { name: "Integrations" })
    .or(page.getByRole("button", { name: "Integrations" }))
    .click();
  await page.waitForURL(`**/orgs/${slug}/settings/integrations`);
  await page.getByText(`What a program needs to work for ${name}, and for no other organization.`).waitFor();
  await page.reload();
  await page.getByText(`Expected-Organization: ${id}`).waitFor();
  expect(await page.locator("img[src=x]").count()).toBe(0);
});

test("a member finds no such page there, nor behind its address", async ({ visit }) => {
  const { page } = await visit({ as: MILO, in: ACME });
  await page.goto("/orgs/acme/settings");
  await page.getByRole("heading", { name: "General" }).waitFor();
  expect(await page.getByText("Integrations").count()).toBe(0);
  await page.goto("/orgs/acme/settings/integrations");
  expect(new URL(page.url()).pathname).toBe("/orgs/acme/settings");
  await page.getByRole("heading", { name: "General" }).waitFor();
  expect(await page.getByText("Expected-Organization").count()).toBe(0);
});

test("an admin goes from the roster to Clerk's own members and changes a role there", async ({
  site,
  visit,
}) => {
  const made = await site.clerk.createOrganization({ name: "Two Of Us", createdBy: ADA.id });
  await site.clerk.addMember({ orgId: made.id, userId: MILO.id, role: "org:member" });
  const { page } = await visit({ as: ADA, in: made });
  await page.goto("/orgs/two-of-us/members");
  await page.getByRole("link", { name: "Manage members" }).click();
  await page.waitForURL("**/orgs/two-of-us/settings/organization-members");
  const row = page.getByRole("row").filter({ hasText: MILO.email });
  await row.getByRole("button", { name: "Member" }).click();
  await page
    .getByRole("option", { name: "Admin" })
    .or(page.getByRole("button", { name: "Admin" }))
    .last()
    .click();
  await row.getByRole("button", { name: "Admin" }).waitFor();
});
