import { clerk, clerkSetup } from "@clerk/testing/playwright";
import { createPageObjects } from "@clerk/testing/playwright/unstable";
import { describe, expect, vi } from "vitest";
import { browserTest } from "#test/support/browser.ts";
import { clerkIsThere, codeIsSent, expectSaid } from "#test/support/clerk-ui.ts";
import { ACME, ADA, GITA, GLOBEX, HUGO } from "#test/support/people.ts";
import type { Keys, Site } from "#test/support/site.ts";

const KINDS = [
  ["a development", clerkTest("test")],
  ["a production", clerkTest("live")],
] as const;
/** The code is known to be on its way, and what follows says whether it was taken: no request is waited for. */
const ONCE_SENT = { awaitRequests: false };
const NEWCOMER = { email: "kim+clerk_test@new.example", password: "a long enough phrase" };

/** `browserTest` in the environment that Clerk's helpers for Playwright are told to be run in, and set up by them. */
function clerkTest(keys: Keys) {
  return browserTest(keys).extend("clerkSetup", { auto: true }, async ({ site }, { onCleanup }) => {
    onCleanup(async () => {
      vi.unstubAllEnvs();
      const unknown = (await site.clerk.requests()).filter(({ status }) => status === 501);
      expect(unknown).toEqual([]);
    });
    vi.stubEnv("CLERK_PUBLISHABLE_KEY", site.settings["PUBLIC_CLERK_PUBLISHABLE_KEY"]);
    vi.stubEnv("CLERK_SECRET_KEY", site.settings["CLERK_SECRET_KEY"]);
    vi.stubEnv("CLERK_API_URL", site.settings["CLERK_API_URL"]);
    // What clerkSetup writes.
    vi.stubEnv("CLERK_FAPI", undefined);
    vi.stubEnv("CLERK_TESTING_TOKEN", undefined);
    await clerkSetup({ dotenv: false });
  });
}

describe.each(KINDS)("Clerk's helpers for Playwright, with %s instance's keys", (_kind, test) => {
  test("sign in with a password, switch the organization, open both profiles and sign out", async ({
    visit,
    site,
  }) => {
    const visitor = await visit();
    const { page, ...on } = createPageObjects({ page: visitor.page, baseURL: site.origin });
    await on.signIn.goTo();
    await on.signIn.signInWithEmailAndInstantPassword(ADA);
    await on.expect.toBeSignedIn();
    await page.waitForAppUrl("/me");

    await page.goToRelative("/orgs/acme/dashboard");
    await on.organizationSwitcher.waitForMounted();
    await on.organizationSwitcher.toggleTrigger();
    await page.getByRole("button", { name: GLOBEX.name }).click();
    await page.waitForAppUrl("/orgs/globex/dashboard");
    await on.organizationSwitcher.toggleTrigger();
    await page.getByRole("button", { name: "Manage", exact: true }).click();
    await on.organizationProfile.waitForMounted();
    await on.organizationProfile.switchToMembersTab();
    for (const { email } of [HUGO, GITA, ADA]) await page.getByRole("cell", { name: email }).waitFor();

    await page.goToRelative("/profile");
    await on.userButton.waitForMounted();
    await on.userButton.toggleTrigger();
    await on.userButton.waitForPopover();
    await on.userButton.triggerManageAccount();
    await on.userProfile.waitForUserProfileModal("open");
    await on.userProfile.switchToSecurityTab();
    await page.getByText("This device").waitFor();
    await page.getByLabel("Close modal").click();
    await on.userProfile.waitForUserProfileModal("closed");

    await on.userButton.toggleTrigger();
    await on.userButton.triggerSignOut();
    await page.waitForAppUrl("/");
    await on.expect.toBeSignedOut();
  });

  test("sign a newcomer up and in again by code", async ({ visit, site }) => {
    const visitor = await visit();
    const { page, ...on } = createPageObjects({ page: visitor.page, baseURL: site.origin });
    await on.signUp.goTo();
    await on.signUp.setEmailAddress(NEWCOMER.email);
    await on.signUp.setPassword(NEWCOMER.password);
    // Said as soon as the field is left, and the button moves down: from under a press that leaves it.
    await on.signUp.getPasswordInput().blur();
    await expectSaid(visitor.page, "Your password meets all the necessary requirements.");
    await on.signUp.continue();
    await on.signUp.waitForEmailVerificationScreen();
    await expect.poll(() => codesSent(site)).toBe(1);
    await codeIsSent(visitor.page);
    await on.signUp.enterTestOtpCode(ONCE_SENT);
    await on.signUp.waitForSession();
    await page.waitForAppUrl("/me");
    // Clerk warns of a component that is only mounted once its session has ended.
    await clerkIsThere(visitor.page);
    await page.signOut();
    await page.waitForAppUrl("/");
    await on.expect.toBeSignedOut();

    await on.signIn.goTo();
    await on.signIn.setIdentifier(NEWCOMER.email);
    await on.signIn.continue();
    await on.signIn.getUseAnotherMethodLink().click();
    await on.signIn.getAltMethodsEmailCodeButton().click();
    await expect.poll(() => codesSent(site)).toBe(2);
    await codeIsSent(visitor.page);
    await on.signIn.enterTestOtpCode(ONCE_SENT);
    await on.expect.toBeSignedIn();
    await page.waitForAppUrl("/me");
  });

  test("sign a person in without the form, by password and by code, and out", async ({ visit, site }) => {
    const { email } = await site.clerk.createPerson({ email: "lea+clerk_test@own.example", password: null });
    const { page } = await visit();
    await page.goto("/");
    await clerk.signIn({
      page,
      signInParams: { strategy: "password", identifier: ADA.email, password: ADA.password },
    });
    await page.goto("/orgs/acme/dashboard");
    expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe(ACME.name);
    await clerk.signOut({ page });
    await page.waitForURL("/");
    await page.goto("/orgs/acme/dashboard");
    expect(new URL(page.url()).pathname).toBe("/sign-in");

    await page.goto("/");
    await clerk.signIn({ page, signInParams: { strategy: "email_code", identifier: email } });
    await page.goto("/profile");
    expect(await page.getByRole("main").innerText()).toContain(email);
  });
});

async function codesSent(site: Site): Promise<number> {
  return (await site.clerk.mail({ to: NEWCOMER.email })).length;
}
