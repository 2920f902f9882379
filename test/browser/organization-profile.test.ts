import type { Locator, Page, Response } from "playwright-core";
import { expect } from "vitest";
import { browserTest } from "#test/support/browser.ts";
import {
  chooseButton,
  chooseFromMenu,
  clerkIsThere,
  expectSaid,
  openSwitcher,
} from "#test/support/clerk-ui.ts";
import { ACME, ADA, MILO } from "#test/support/people.ts";
import type { Site } from "#test/support/site.ts";

const test = browserTest();
/** One white pixel. */
const PICTURE =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";
const ONE_ADMIN = "An organization needs at least one admin. Make someone else an admin first.";

test("an admin renames an organization, runs its members, and cannot leave it without an admin", async ({
  site,
  visit,
}) => {
  const crowd = await crowdOf25(site);
  const { page, expectProblem } = await visit({ as: ADA, in: crowd });
  expectProblem(/status of 400/);
  await page.goto("/orgs/crowd/dashboard");
  const profile = await manage(page);
  await chooseButton(profile, "Update profile");
  await profile.getByLabel("Name", { exact: true }).fill("The Crowd");
  await chooseButton(profile, "Save");
  await profile.getByLabel("Name", { exact: true }).waitFor({ state: "detached" });
  await chooseButton(profile, "Update profile");
  const picture = { name: "logo.png", mimeType: "image/png", buffer: Buffer.from(PICTURE, "base64") };
  await profile.locator("input[type=file]").setInputFiles(picture);
  const switcher = page.getByRole("button", { name: "Open organization switcher" });
  const logo = switcher.locator(`img[src^="${site.origin}/__clerk/v1/images/img_"]`);
  await logo.waitFor();
  expect(await switcher.innerText()).toContain("The Crowd");
  await profile.locator("input[type=file]").waitFor({ state: "detached" });

  await profile.getByRole("button", { name: "Members" }).click();
  const rows = profile.getByRole("row");
  await profile.getByText("Displaying 1 – 10 of 25").waitFor();
  expect(await rows.count()).toBe(11);
  await profile.getByRole("button", { name: "3", exact: true }).click();
  await profile.getByText("Displaying 21 – 25 of 25").waitFor();
  const member = await find(profile, "member17@crowd.example");
  await changeRole(member, { from: "Member", to: "Admin" });
  await changeRole(member, { from: "Admin", to: "Member" });
  await chooseFromMenu(member, "Remove member");
  await profile.getByText("No members to display").waitFor();

  const own = await find(profile, ADA.email);
  await chooseRole(own, { from: "Admin", to: "Member" });
  await expectSaid(page, ONE_ADMIN);
  await roleButton(own, "Admin").waitFor();
  await profile.getByRole("button", { name: "General" }).click();
  await chooseButton(profile, "Leave organization");
  await confirm(profile, { name: "The Crowd", button: "Leave organization" });
  await expectSaid(page, ONE_ADMIN);
  await chooseButton(profile, "Cancel");

  await chooseButton(profile, "Delete organization");
  await confirm(profile, { name: "The Crowd", button: "Delete organization" });
  await page.waitForURL("**/me");
  await page.goto("/orgs/crowd/dashboard");
  await page.getByText("That organization is not there, or you are not a member of it.").waitFor();
});

test("a member sees who is there and what the organization is called, and can change neither", async ({
  site,
  visit,
}) => {
  const { id } = await site.clerk.createOrganization({ name: "Look Only", createdBy: ADA.id });
  await site.clerk.addMember({ orgId: id, userId: MILO.id, role: "org:member" });
  const { page } = await visit({ as: MILO, in: { id } });
  await page.goto("/orgs/look-only/dashboard");
  const profile = await manage(page);
  await profile.getByRole("button", { name: "Leave organization" }).waitFor();
  expect(await profile.getByRole("button", { name: "Update profile" }).count()).toBe(0);
  expect(await profile.getByRole("button", { name: "Delete organization" }).count()).toBe(0);
  await profile.getByRole("button", { name: "Members" }).click();
  await profile.getByRole("row").filter({ hasText: ADA.email }).waitFor();
  expect(await profile.getByRole("row").allInnerTexts()).toHaveLength(3);
  expect(await profile.getByRole("row").getByRole("button").count()).toBe(0);
  expect(await profile.getByRole("menuitem", { name: "Open menu" }).count()).toBe(0);
  expect(await profile.getByRole("button", { name: "Invite" }).count()).toBe(0);
  expect(await profile.getByText("Invitations").count()).toBe(0);
});

test("what is typed into a page of ours in Clerk's panel outlives the panel's being drawn anew", async ({
  visit,
}) => {
  const { page } = await visit({ as: ADA, in: ACME });
  await page.goto("/orgs/acme/settings/integrations");
  await clerkIsThere(page);
  const name = page.getByLabel("Name", { exact: true });
  await name.click();
  await page.keyboard.type("Half of");
  // As a return to the window does, at most once in five seconds; what follows it is drawn in the next frames.
  await page.evaluate(async () => {
    await window.Clerk.session?.touch();
    for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
  });
  await page.keyboard.type(" a name");
  expect(await name.inputValue()).toBe("Half of a name");
  await page.getByRole("button", { name: "General" }).click();
  await name.waitFor({ state: "detached" });
  await page.getByRole("main").getByRole("button", { name: "Integrations" }).click();
  expect(await name.inputValue()).toBe("Half of a name");
});

/** Ada, its admin, and 24 members. */
async function crowdOf25({ clerk }: Site) {
  const organization = await clerk.createOrganization({ name: "Crowd", createdBy: ADA.id });
  const numbers = Array.from({ length: 24 }, (_, index) => index + 1);
  const join = async (number: number) => {
    const { id } = await clerk.createPerson({ email: `member${number}@crowd.example`, password: null });
    await clerk.addMember({ orgId: organization.id, userId: id, role: "org:member" });
  };
  await Promise.all(numbers.map(join));
  return organization;
}

/** Opens the profile of the active organization from the switcher; answers its dialog. */
async function manage(page: Page): Promise<Locator> {
  await clerkIsThere(page);
  const panel = await openSwitcher(page);
  await panel.getByRole("button", { name: "Manage" }).click();
  const profile = page.getByRole("dialog");
  await profile.getByRole("heading", { name: "General" }).waitFor();
  return profile;
}

/**
 * Searches for an address by keys, which is what Clerk's field listens to; answers its row. What stood in the list before
 * is gone then: Clerk asks half a second after the last key, and for the first page once more where it was on another.
 */
async function find(profile: Locator, email: string): Promise<Locator> {
  const field = profile.getByRole("searchbox", { name: "Search" });
  const isAnswer = (response: Response) => new URL(response.url()).searchParams.get("query") === email;
  const answered = profile.page().waitForResponse(isAnswer);
  await field.clear();
  await field.pressSequentially(email);
  await answered;
  const rows = profile.getByRole("row");
  const row = rows.filter({ hasText: email });
  await expect.poll(async () => [await rows.count(), await row.count()]).toEqual([2, 1]);
  return row;
}

function roleButton(row: Locator, role: string): Locator {
  return row.getByRole("button", { name: role, exact: true });
}

type RoleChange = { readonly from: string; readonly to: string };

async function chooseRole(row: Locator, { from, to }: RoleChange): Promise<void> {
  await roleButton(row, from).click();
  await row.page().getByRole("option", { name: to }).click();
}

async function changeRole(row: Locator, change: RoleChange): Promise<void> {
  const answered = row.page().waitForResponse((response) => response.url().includes("/memberships/"));
  await chooseRole(row, change);
  expect((await answered).status()).toBe(200);
  await roleButton(row, change.to).waitFor();
}

async function confirm(profile: Locator, { name, button }: { name: string; button: string }): Promise<void> {
  const form = profile.locator("form");
  // The form before it fades out.
  await expect.poll(() => form.count()).toBe(1);
  await form
    .getByLabel(`Type "${name}" below`)
    .or(form.getByLabel(`Type “${name}” below`))
    .fill(name);
  await chooseButton(form, button);
}
