import { expect } from "vitest";
import { ACME } from "#test/support/people.ts";
import { Browser } from "./browser.ts";
import type { StandIn } from "./stand-in.ts";

type Wanted = Parameters<StandIn["sdk"]["organizations"]["createOrganizationInvitation"]>[0];

/** Invites into Acme. */
export function invite(standIn: StandIn, emailAddress: string, wanted: Partial<Wanted> = {}) {
  return standIn.sdk.organizations.createOrganizationInvitation({
    organizationId: ACME.id,
    emailAddress,
    role: "org:member",
    ...wanted,
  });
}

export async function invitationStatus(standIn: StandIn, invitationId: string) {
  const wanted = { organizationId: ACME.id, invitationId };
  return (await standIn.sdk.organizations.getOrganizationInvitation(wanted)).status;
}

/** `Acme org:member` and so on. */
export async function seatsOf(standIn: StandIn, userId: string): Promise<string[]> {
  const { data } = await standIn.sdk.users.getOrganizationMembershipList({ userId });
  return data.map(({ organization, role }) => `${organization.name} ${role}`);
}

export async function newBrowser(standIn: StandIn): Promise<Browser> {
  const browser = new Browser(standIn);
  await browser.boot();
  return browser;
}

/** The link that came by the last mail. */
export async function linkTo(standIn: StandIn, email: string): Promise<string> {
  return (await standIn.rpc.mail({ to: email }))[0]?.link ?? "";
}

/** Opens the link of the last mail: the page that it leads to, without Clerk's parameters, and those. */
export async function openInvitation(standIn: StandIn, email: string, browser: Browser) {
  const { to, text } = await browser.open(await linkTo(standIn, email));
  if (to === null) expect.fail(`the link leads nowhere: ${text}`);
  const status = to.searchParams.get("__clerk_status");
  const ticket = to.searchParams.get("__clerk_ticket") ?? "";
  for (const name of ["__clerk_status", "__clerk_ticket"]) to.searchParams.delete(name);
  return { page: to.href, status, ticket };
}

export function signInBy(browser: Browser, ticket: string) {
  return browser.call("POST", "/client/sign_ins", { strategy: "ticket", ticket });
}

export function signUpBy(browser: Browser, ticket: string, fields: Record<string, string> = {}) {
  return browser.call("POST", "/client/sign_ups", { strategy: "ticket", ticket, ...fields });
}
