import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";
import { browserTest } from "#test/support/browser.ts";
import {
  chooseButton,
  chooseFromMenu,
  clerkIsThere,
  codeFor,
  differentFrom,
  expectSaid,
  sendWithPassword,
  signIn,
  typeCode,
} from "#test/support/clerk-ui.ts";
import { ADA } from "#test/support/people.ts";
import type { Site } from "#test/support/site.ts";

const test = browserTest();
const PASSWORD = "orgstead-browser";
/** One white pixel. */
const PICTURE =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

test("a person changes their name and picture, and the site greets them by it", async ({ site, visit }) => {
  const vera = await someone(site, "vera");
  const { page } = await visit({ as: vera });
  await page.goto("/profile");
  const profile = await openProfile(page);
  await chooseButton(profile, "Update profile");
  await profile.getByLabel("First name").fill("Vera");
  await profile.getByLabel("Last name").fill("Holm");
  await chooseButton(profile, "Save");
  await profile.getByLabel("First name").waitFor({ state: "detached" });

  await chooseButton(profile, "Update profile");
  const picture = { name: "me.png", mimeType: "image/png", buffer: Buffer.from(PICTURE, "base64") };
  await profile.locator("input[type=file]").setInputFiles(picture);
  const shown = page.getByRole("button", { name: "Open user menu" }).locator("img");
  await expect.poll(() => shown.getAttribute("src")).toContain(`${site.origin}/__clerk/v1/images/img_`);
  await expect.poll(() => shown.evaluate(widthOf)).toBe(1);
  await profile.locator("input[type=file]").waitFor({ state: "detached" });
  await chooseButton(profile, "Update profile");
  await chooseButton(profile, "Remove");
  await expect.poll(() => shown.count()).toBe(0);

  await page.reload();
  expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe("Hello, Vera");
});

test("a person adds an address, proves it by a code, makes it the main one and drops the old", async ({
  site,
  visit,
}) => {
  const walt = await someone(site, "walt");
  const added = "walt@elsewhere.example";
  const { page, expectProblem } = await visit({ as: walt });
  expectProblem(/status of 422/);
  await page.goto("/profile");
  const profile = await openProfile(page);
  await chooseButton(profile, "Add email address");
  await profile.getByLabel("Email address").fill(ADA.email);
  await chooseButton(profile, "Add");
  await expectSaid(page, "That email address is taken.");
  await profile.getByLabel("Email address").fill(added);
  await chooseButton(profile, "Add");
  const code = await codeFor(site.clerk, added);
  await typeCode(page, differentFrom(code));
  await expectSaid(page, "Incorrect code");
  await typeCode(page, code);
  await page.getByLabel("Enter verification code").waitFor({ state: "detached" });

  await chooseFromMenu(itemOf(profile, added), "Set as primary");
  await expect.poll(() => itemOf(profile, added).innerText()).toContain("Primary");
  await chooseFromMenu(itemOf(profile, walt.email), "Remove email");
  await profile.getByText(`${walt.email} will be removed from this account.`).waitFor();
  await chooseButton(profile, "Remove");
  await expect.poll(() => itemOf(profile, walt.email).count()).toBe(0);

  await page.reload();
  expect(await page.getByRole("main").innerText()).toContain(added);
});

test("a person signs out another device, changes the password and deletes the account", async ({
  site,
  visit,
}) => {
  const yves = await someone(site, "yves");
  const elsewhere = await visit({ as: yves });
  await elsewhere.page.goto("/profile");
  await clerkIsThere(elsewhere.page);
  const { page, expectProblem } = await visit({ as: yves });
  expectProblem(/status of 422/);
  await page.goto("/profile");
  const profile = await openProfile(page);
  await profile.getByRole("button", { name: "Security" }).click();
  const devices = profile.locator(".cl-activeDevice");
  await expect.poll(() => devices.count()).toBe(2);
  expect(await devices.first().innerText()).toContain("This device");
  const revoked = page.waitForResponse(/\/revoke\?/);
  await chooseFromMenu(profile, "Sign out of device");
  await revoked;
  // Clerk's list has changed when it is opened the next time.
  await profile.getByRole("button", { name: "Profile", exact: true }).click();
  await profile.getByRole("button", { name: "Security" }).click();
  await expect.poll(() => devices.count()).toBe(1);
  await elsewhere.page.reload();
  await elsewhere.page.waitForURL("**/sign-in?redirect_url=%2Fprofile");

  await signIn(elsewhere.page, yves);
  await elsewhere.page.waitForURL("**/profile");
  await clerkIsThere(elsewhere.page);
  const password = "another long phrase";
  await chooseButton(profile, "Update password");
  await profile.getByLabel("Current password").fill("not this one");
  await profile.getByLabel("New password").fill(password);
  await sendWithPassword(page, password, "Confirm password");
  await expectSaid(page, "Password is incorrect.");
  await sendWithPassword(page, yves.password, "Current password");
  await profile.getByLabel("Current password").waitFor({ state: "detached" });
  await elsewhere.page.reload();
  await elsewhere.page.waitForURL("**/sign-in?redirect_url=%2Fprofile");

  await chooseButton(profile, "Delete account");
  await profile.getByLabel('Type "Delete account" below to continue.').fill("Delete account");
  await chooseButton(profile.locator("form"), "Delete account");
  // Clerk's component leads to the front page, the page itself to the sign-in form: whichever is last. Neither is
  // waited for, as one breaks the other off.
  await expect.poll(() => new URL(page.url()).pathname).not.toBe("/profile");
  const later = await page.context().newPage();
  await later.goto("/profile");
  await later.waitForURL("**/sign-in?redirect_url=%2Fprofile");
  await later.getByLabel("Email address").fill(yves.email);
  await later.keyboard.press("Enter");
  await expectSaid(later, "Couldn't find your account.");
});

async function someone(site: Site, name: string) {
  const email = `${name}@profile.example`;
  const { id } = await site.clerk.createPerson({ email, password: PASSWORD });
  return { id, email, password: PASSWORD };
}

/** Opens "Manage account" of the user menu; answers its dialog. */
async function openProfile(page: Page): Promise<Locator> {
  await clerkIsThere(page);
  await page.getByRole("button", { name: "Open user menu" }).click();
  await page.getByRole("button", { name: "Manage account" }).click();
  const profile = page.getByRole("dialog");
  await profile.getByRole("heading", { name: "Profile details" }).waitFor();
  return profile;
}

function itemOf(profile: Locator, email: string): Locator {
  return profile.locator(".cl-profileSectionItem__emailAddresses").filter({ hasText: email });
}

/** Of the picture as it was loaded; 0 until it is, and where it cannot be. */
function widthOf(image: HTMLElement | SVGElement): number {
  return image instanceof HTMLImageElement ? image.naturalWidth : 0;
}
