import type { Page } from "playwright-core";
import { expect } from "vitest";
import { browserTest, type Visit, type Visitor } from "#test/support/browser.ts";
import { clerkOf } from "#test/support/clerk-sdk.ts";
import {
  chooseFromMenu,
  sendWithPassword,
  clerkIsThere,
  expectSaid,
  openSwitcher,
} from "#test/support/clerk-ui.ts";
import { ADA, MILO } from "#test/support/people.ts";
import type { Site } from "#test/support/site.ts";

const test = browserTest("test");
const PASSWORD = "a long enough phrase";

test("an admin invites several people by Clerk's form, sees them, and takes one back", async ({
  site,
  visit,
}) => {
  const { page } = await membersOf(site, visit, { name: "Inviting" });
  await inviteBy(page, ["kim@new.example", "lea@new.example"]);
  await page.getByRole("tab", { name: "Invitations" }).click();
  for (const email of ["kim@new.example", "lea@new.example"]) await rowOf(page, email).waitFor();
  const sent = await site.clerk.mail();
  expect(sent.map(({ to }) => to)).toEqual(["lea@new.example", "kim@new.example"]);

  await chooseFromMenu(rowOf(page, "lea@new.example"), "Revoke invitation");
  await expect.poll(() => rowOf(page, "lea@new.example").count()).toBe(0);
  await rowOf(page, "kim@new.example").waitFor();
});

test("an admin is told who is a member, and who has been invited already", async ({ site, visit }) => {
  const { page, expectProblem, orgId } = await membersOf(site, visit, { name: "Already There" });
  expectProblem(/status of 400/);
  await site.clerk.addMember({ orgId, userId: MILO.id, role: "org:member" });
  await inviteBy(page, [MILO.email]);
  await expectSaid(page, `${MILO.email} is already a member of the organization.`);
  await invite(site, orgId, "kim@new.example");
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect.poll(() => page.getByTestId("tag-input").count()).toBe(0);
  await inviteBy(page, ["kim@new.example"]);
  await expectSaid(page, "Organizations cannot have duplicate pending invitations for an email address.");
});

test("an admin of a full organization cannot invite", async ({ site, visit }) => {
  const { page } = await membersOf(site, visit, { name: "Full House", maxAllowedMemberships: 1 });
  expect(await page.getByRole("button", { name: "Invite", exact: true }).isDisabled()).toBe(true);
});

test("a new person signs up by the link in the mail and lands in the organization", async ({
  site,
  visit,
}) => {
  const email = "kim@signs-up.example";
  const { page: admin } = await membersOf(site, visit, { name: "Signing Up" });
  await inviteBy(admin, [email]);

  const { page } = await visit();
  await page.goto(await linkTo(site, email));
  expect(statusOf(page, "/sign-up")).toBe("sign_up");
  await sendWithPassword(page, PASSWORD);
  await expectMember(page, "signing-up");
});

test("an existing person who is signed out is signed in by the link and lands in the organization", async ({
  site,
  visit,
}) => {
  const { orgId, email } = await strangers(site, "Signed Out");
  await invite(site, orgId, email);
  const { page } = await visit();
  await page.goto(await linkTo(site, email));
  expect(statusOf(page, "/sign-in")).toBe("sign_in");
  await expectMember(page, "signed-out");
});

test("an existing person who is signed in is a member as soon as the link is open", async ({
  site,
  visit,
}) => {
  const { orgId, email, userId } = await strangers(site, "Signed In");
  await invite(site, orgId, email);
  const { page } = await visit({ as: { id: userId } });
  await page.goto("/me");
  await clerkIsThere(page);
  await page.goto(await linkTo(site, email));
  expect(statusOf(page, "/")).toBe("complete");
  await clerkIsThere(page);
  await page.goto("/orgs/signed-in/dashboard");
  await expectMember(page, "signed-in");
});

test("an existing person joins from the list of organizations and from the switcher", async ({
  site,
  visit,
}) => {
  const { orgId: first, email, userId } = await strangers(site, "First Join");
  const { orgId: second } = await strangers(site, "Second Join");
  await invite(site, first, email);
  const { page } = await visit({ as: { id: userId } });
  await page.goto("/me");
  await page.getByRole("main").getByRole("button", { name: "Join" }).click();
  await page.getByRole("main").getByRole("button", { name: "First Join" }).click();
  await expectMember(page, "first-join");

  await invite(site, second, email);
  await page.reload();
  await clerkIsThere(page);
  const panel = await openSwitcher(page);
  await panel.getByRole("button", { name: "Join" }).click();
  await panel.getByRole("button", { name: "Second Join" }).click();
  await expectMember(page, "second-join");
});

test("a link that was revoked says so", async ({ site, visit }) => {
  const { orgId, email } = await strangers(site, "Taken Back");
  const invitation = await invite(site, orgId, email);
  const { page, expectProblem } = await visit();
  expectProblem(/status of 400/);
  const wanted = { organizationId: orgId, invitationId: invitation.id };
  await clerkOf(site).organizations.revokeOrganizationInvitation(wanted);
  const answer = await page.goto(await linkTo(site, email));
  expect(answer?.status()).toBe(400);
  await page.getByText("It has been taken back").waitFor();
});

/** Ada's new organization, and her browser at its list of members. */
async function membersOf(
  site: Site,
  visit: (wanted: Visit) => Promise<Visitor>,
  { name, ...settings }: { readonly name: string; readonly maxAllowedMemberships?: number },
) {
  const organization = await clerkOf(site).organizations.createOrganization({
    name,
    createdBy: ADA.id,
    ...settings,
  });
  const visitor = await visit({ as: ADA, in: organization });
  await visitor.page.goto(`/orgs/${organization.slug}/dashboard`);
  await clerkIsThere(visitor.page);
  const panel = await openSwitcher(visitor.page);
  await panel.getByRole("button", { name: "Manage" }).click();
  await visitor.page.getByRole("button", { name: "Members" }).click();
  return { ...visitor, orgId: organization.id };
}

/** Ada's new organization, and a person who is not in it. */
async function strangers(site: Site, name: string) {
  const { id: orgId, slug } = await site.clerk.createOrganization({ name, createdBy: ADA.id });
  const email = `somebody@${slug}.example`;
  const { id: userId } = await site.clerk.createPerson({ email, password: PASSWORD });
  return { orgId, email, userId };
}

function invite(site: Site, organizationId: string, emailAddress: string) {
  const wanted = { organizationId, emailAddress, role: "org:member", inviterUserId: ADA.id } as const;
  return clerkOf(site).organizations.createOrganizationInvitation(wanted);
}

async function inviteBy(page: Page, emails: readonly string[]): Promise<void> {
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  const addresses = page.getByTestId("tag-input");
  for (const email of emails) {
    await addresses.fill(email);
    await addresses.press("Enter");
  }
  await page.getByRole("button", { name: "Select role" }).click();
  await page.getByRole("option", { name: "Member" }).click();
  await page.getByRole("button", { name: "Send invitations" }).click();
}

function rowOf(page: Page, email: string) {
  return page.getByRole("row").filter({ hasText: email });
}

/** The link of the last mail to that address. */
async function linkTo({ clerk }: Site, email: string): Promise<string> {
  await expect.poll(() => clerk.mail({ to: email })).not.toEqual([]);
  return (await clerk.mail({ to: email }))[0]?.link ?? "";
}

/** What Clerk said is left to do on the page that a link led to. */
function statusOf(page: Page, path: string): string | null {
  const url = new URL(page.url());
  expect(url.pathname).toBe(path);
  expect(url.searchParams.get("__clerk_ticket")).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
  return url.searchParams.get("__clerk_status");
}

async function expectMember(page: Page, slug: string): Promise<void> {
  await page.waitForURL(`**/orgs/${slug}/dashboard`);
  expect(await page.getByText("Your role:").innerText()).toBe("Your role: Member");
}
