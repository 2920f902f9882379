import type { Page } from "playwright-core";
import { expect } from "vitest";
import { browserTest, type Visit, type Visitor } from "#test/support/browser.ts";
import { sendWithPassword, clerkIsThere } from "#test/support/clerk-ui.ts";
import { invitationsPath } from "#test/support/invitations.ts";
import { ADA } from "#test/support/people.ts";
import type { Site } from "#test/support/site.ts";

const test = browserTest("test");
const PASSWORD = "a long enough phrase";

test("an admin invites by the keyboard alone, and hears what came of it", async ({ site, visit }) => {
  const { page, expectProblem } = await inviting(site, visit, "By Keyboard");
  expectProblem(/status of 422/);
  const email = page.getByLabel("E-mail address");
  await email.focus();
  await page.keyboard.type(ADA.email);
  await page.keyboard.press("Enter");
  await page.getByRole("alert").getByText("This address belongs to a member already.").waitFor();
  expect(await email.inputValue()).toBe(ADA.email);
  expect(await email.getAttribute("aria-invalid")).toBe("true");
  const described = (await email.getAttribute("aria-describedby")) ?? "none";
  expect(await page.locator(`#${described}`).innerText()).toBe("This address belongs to a member already.");

  await expectFocus(page, "email");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("kim@keys.example");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Admin");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByRole("status").getByText("Invited kim@keys.example.").waitFor();
  expect(await page.getByRole("alert").count()).toBe(0);
  expect(await email.inputValue()).toBe("");
  await expectFocus(page, "email");
  const [mail] = await site.clerk.mail({ to: "kim@keys.example" });
  expect(mail?.text).toMatch(/as admin/);
});

test("the form is shut while it is sent, and a site that is not reached is said", async ({ site, visit }) => {
  const { page, expectProblem } = await inviting(site, visit, "Out Of Reach");
  const held = Promise.withResolvers<void>();
  await page.route("**/api/invite", async (route) => {
    await held.promise;
    await route.abort("connectionfailed");
  });
  expectProblem(/ERR_CONNECTION_FAILED/);
  await page.getByLabel("E-mail address").fill("kim@reach.example");
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  const button = page.getByRole("button", { name: "Inviting…" });
  await button.waitFor();
  expect(await button.isDisabled()).toBe(true);
  expect(await page.getByLabel("E-mail address").isDisabled()).toBe(true);
  held.resolve();
  await page.getByRole("alert").getByText("The site could not be reached").waitFor();
  expect(await page.getByLabel("E-mail address").inputValue()).toBe("kim@reach.example");

  // What is sent again is the same request, by the same key.
  await page.unroute("**/api/invite");
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  await page.getByText("Invited kim@reach.example.").waitFor();
  expect(await site.clerk.mail({ to: "kim@reach.example" })).toHaveLength(1);
});

test("what was typed before the form's script came is what is sent", async ({ site, visit }) => {
  const organization = await site.clerk.createOrganization({ name: "Quick Hand", createdBy: ADA.id });
  const { page } = await visit({ as: ADA, in: organization });
  const typed = Promise.withResolvers<void>();
  await page.route("**/InviteForm*.js", async (route) => {
    await typed.promise;
    await route.continue();
  });
  await page.goto(invitationsPath(organization), { waitUntil: "commit" });
  await page.getByLabel("E-mail address").fill("kim@quick.example");
  await page.getByLabel("Role", { exact: true }).selectOption("Admin");
  expect(await page.locator("astro-island[ssr]").count()).toBe(1);
  typed.resolve();
  await page.locator("astro-island:not([ssr])").waitFor({ state: "attached" });
  await clerkIsThere(page);
  expect(await page.getByLabel("E-mail address").inputValue()).toBe("kim@quick.example");
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  await page.getByText("Invited kim@quick.example.").waitFor();
  expect((await site.clerk.mail({ to: "kim@quick.example" }))[0]?.text).toMatch(/as admin/);
});

test("without a script the same form invites, and a list shows how far it is", async ({ site, visit }) => {
  const browser = { javaScriptEnabled: false };
  const { page, organization, expectProblem } = await inviting(site, visit, "Without Script", browser);
  // Chromium names the refusal so, when scripts are off and a page would load one ahead.
  expectProblem(/^request failed: GET .*\.js csp$/);
  await page.getByLabel("E-mail address").fill("kim@plain.example");
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  await page.getByText("Invitation sent.").waitFor();
  await site.clerk.configure({ callsPerHour: { organizationInvitationBulk: 0, organizationInvitation: 0 } });
  await page.getByText("Invite many at once").click();
  await page.getByLabel("Addresses").fill("lea@plain.example\nnobody\nmax@plain.example");
  await page.getByRole("button", { name: "Invite them all" }).click();
  await page.getByText("0 of 2 have gone out.").waitFor();
  await page.getByText("Line 2: This is no e-mail address.").waitFor();
  await page.getByRole("link", { name: "Mend and send again" }).click();
  expect(await page.getByLabel("Addresses").inputValue()).toBe("nobody");
  await page.goto(invitationsPath(organization));
  await page.getByRole("button", { name: "Take back: kim@plain.example" }).click();
  await page.getByText("Invitation taken back").waitFor();
  await page.getByText("Nobody is invited").waitFor();
  await site.clerk.configure({ callsPerHour: {} });
});

test("a new person signs up by the link that our own form had sent", async ({ site, visit }) => {
  const link = await invitedLink(site, visit, { name: "From Our Form", email: "kim@ours.example" });
  const { page } = await visit();
  await page.goto(link);
  await page.waitForURL("**/sign-up**");
  await sendWithPassword(page, PASSWORD);
  await expectMember(page, "from-our-form");
});

test("who has an account is signed in by that link, and who is signed in is a member at once", async ({
  site,
  visit,
}) => {
  const [away, here] = ["away@ours.example", "here@ours.example"];
  await site.clerk.createPerson({ email: away, password: PASSWORD });
  const { id } = await site.clerk.createPerson({ email: here, password: PASSWORD });
  const { page } = await visit();
  await page.goto(await invitedLink(site, visit, { name: "Signed In Later", email: away }));
  await expectMember(page, "signed-in-later");

  const { page: own } = await visit({ as: { id } });
  await own.goto("/me");
  await clerkIsThere(own);
  await own.goto(await invitedLink(site, visit, { name: "Here Already", email: here }));
  await expectMember(own, "here-already");
});

/** Ada's new organization, and her browser at its invitations. */
async function inviting(
  site: Site,
  visit: (wanted: Visit) => Promise<Visitor>,
  name: string,
  browser: Visit["browser"] = {},
) {
  const organization = await site.clerk.createOrganization({ name, createdBy: ADA.id });
  const visitor = await visit({ as: ADA, in: organization, browser });
  await visitor.page.goto(invitationsPath(organization));
  if (browser.javaScriptEnabled !== false) await clerkIsThere(visitor.page);
  return { ...visitor, organization };
}

type Wanted = { readonly name: string; readonly email: string };

async function invitedLink(
  site: Site,
  visit: (wanted: Visit) => Promise<Visitor>,
  { name, email }: Wanted,
): Promise<string> {
  const { page } = await inviting(site, visit, name);
  await page.getByLabel("E-mail address").fill(email);
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  await page.getByText(`Invited ${email}.`).waitFor();
  return (await site.clerk.mail({ to: email }))[0]?.link ?? "";
}

async function expectFocus(page: Page, id: string): Promise<void> {
  await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe(id);
}

async function expectMember(page: Page, slug: string): Promise<void> {
  await page.waitForURL(`**/orgs/${slug}/dashboard`);
  expect(await page.getByText("Your role:").innerText()).toBe("Your role: Member");
}
