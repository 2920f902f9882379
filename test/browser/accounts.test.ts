import type { BrowserContext, Locator, Page } from "playwright-core";
import { expect } from "vitest";
import { browserTest } from "#test/support/browser.ts";
import { clerkIsThere, signIn } from "#test/support/clerk-ui.ts";
import { addTask, rowOf } from "#test/support/dashboard.ts";
import { ACME, ADA, MILO } from "#test/support/people.ts";
import { comeBack, leave } from "#test/support/tabs.ts";

const test = browserTest();

test("two people share a browser where the instance lets them, and each acts in their own name", async ({
  site,
  visit,
}) => {
  await site.clerk.configure({ multiSession: true });
  const { page, context } = await visit({ as: MILO, in: ACME });
  await page.goto("/orgs/acme/dashboard");
  await clerkIsThere(page);
  const { sid: milosSession } = await claimsIn(context);
  const other = await context.newPage();
  await leave(page);
  await other.goto("/orgs/acme/dashboard");
  await addAccount(other);
  await signIn(other, ADA);
  await other.waitForURL("**/me");
  await other.goto("/orgs/acme/dashboard");
  await addTask(other, "Said in the new tab");
  expect(await rowOf(other, "Said in the new tab").innerText()).toContain("Ada");

  // Its clerk-js would make its own person the active one at the end of its loading, in the background too.
  await clerkIsThere(other);
  // Back in the tab of before, clerk-js makes its person the active one again, at most once in five seconds.
  await leave(other);
  const callerAfterFocus = async () => {
    await leave(page);
    await comeBack(page);
    return callerIn(context);
  };
  await expect.poll(callerAfterFocus, { timeout: 15_000, interval: 500 }).toBe(MILO.id);
  await addTask(page, "Said in the old tab");
  expect(await rowOf(page, "Said in the old tab").innerText()).toContain("Milo");

  await (await openUserMenu(page)).getByRole("button", { name: ADA.email }).click();
  await page.waitForURL((url) => url.pathname === "/");
  expect(await callerIn(context)).toBe(ADA.id);
  await page.goto("/profile");
  expect(await page.getByRole("main").innerText()).toContain(ADA.email);

  // A page that was rendered for one of them stays theirs, though clerk-js knows the other as the active one.
  // While the token is brought no page is open whose clerk-js would write the other's in its place.
  for (const tab of [page, other]) await tab.goto("about:blank");
  await bringToken(context, await site.clerk.tokenFor({ sessionId: milosSession }));
  await page.goto("/orgs/acme/dashboard");
  expect(await page.getByText("Your role:").innerText()).toBe("Your role: Member");
  await page.getByRole("banner").getByText("Milo Berg").last().waitFor();
  // The token was Milo's when the page came: it is to be his once clerk-js has come to know it.
  await expect.poll(() => personIn(page)).toBe(MILO.id);
  await expect.poll(() => callerIn(context)).toBe(MILO.id);
  await other.goto("/orgs/acme/dashboard");
  expect(await other.getByText("Your role:").innerText()).toBe("Your role: Member");
  await clerkIsThere(other);

  await (await openUserMenu(page)).getByRole("button", { name: "Sign out", exact: true }).click();
  await page.waitForURL("**/sign-in/choose");
  await other.waitForURL("**/sign-in?redirect_url=%2Forgs%2Facme%2Fdashboard");
  await page.getByRole("button", { name: ADA.email }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
  await page.goto("/orgs/acme/dashboard");
  expect(await page.getByText("Your role:").innerText()).toBe("Your role: Admin");
  await expect.poll(() => personIn(page)).toBe(ADA.id);
  // Its clerk-js writes the cookie too, as its own person's.
  await other.close();

  await addAccount(page);
  await signIn(page, MILO);
  await page.waitForURL("**/me");
  await (await openUserMenu(page)).getByRole("button", { name: "Sign out of all accounts" }).click();
  await page.waitForURL((url) => url.pathname === "/");
  await page.goto("/orgs/acme/dashboard");
  await page.waitForURL("**/sign-in?redirect_url=%2Forgs%2Facme%2Fdashboard");
  await site.clerk.configure({ multiSession: false });
});

async function openUserMenu(page: Page): Promise<Locator> {
  await clerkIsThere(page);
  await page.getByRole("button", { name: "Open user menu" }).click();
  return page.getByRole("dialog", { name: "Account panel" });
}

/** Whom clerk-js of that tab knows as the active person. */
function personIn(page: Page): Promise<unknown> {
  return page.evaluate(() => {
    const clerk: unknown = Reflect.get(globalThis, "Clerk");
    const user: unknown = typeof clerk === "object" && clerk !== null ? Reflect.get(clerk, "user") : null;
    return typeof user === "object" && user !== null ? Reflect.get(user, "id") : null;
  });
}

async function addAccount(page: Page): Promise<void> {
  const menu = await openUserMenu(page);
  await menu.getByRole("button", { name: "Add account" }).click();
  await page.waitForURL("**/sign-in**");
}

type Claims = { readonly sub: string; readonly sid: string };

async function claimsIn(context: BrowserContext): Promise<Claims> {
  const cookies = await context.cookies();
  const token = cookies.find(({ name }) => name === "__session")?.value ?? "";
  // What the stand-in signed, as its claims say.
  return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as Claims;
}

/** For whom this browser's session token speaks. */
async function callerIn(context: BrowserContext): Promise<string> {
  return (await claimsIn(context)).sub;
}

/** Puts another session's token where the browser keeps the active one's. */
async function bringToken(context: BrowserContext, value: string): Promise<void> {
  const cookies = await context.cookies();
  const tokens = cookies.filter(({ name }) => name.startsWith("__session"));
  await context.addCookies(tokens.map((cookie) => ({ ...cookie, value })));
}
