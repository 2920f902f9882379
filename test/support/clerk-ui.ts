/** Clerk's own components, worked as a person does: by what they say. */
import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";
import type { Controls } from "#clerk-local/controls/table.ts";

type Credentials = { readonly email: string; readonly password: string };

/** What the organization switcher and the organization list ask for as soon as they are there. */
const ASKED_FOR = ["memberships", "invitations", "suggestions"].map((list) => `/v1/me/organization_${list}?`);

/**
 * Resolves when clerk-js has loaded, every component of Clerk on the page is there and has its organizations. While
 * clerk-js loads it takes the cookie of a development browser away and sets it again: a page that is opened just then
 * finds nobody signed in. And what is still asked for when the session ends is refused, which the console tells.
 */
export async function clerkIsThere(page: Page): Promise<void> {
  await page.waitForFunction((askedFor) => {
    const slots = [...document.querySelectorAll<HTMLElement>("[data-clerk-id]")];
    const answered = performance.getEntriesByType("resource").map(({ name }) => name);
    return (
      "Clerk" in window &&
      window.Clerk.loaded &&
      slots.every((slot) => slot.childElementCount > 0) &&
      (!slots.some(({ dataset }) =>
        /^clerk-organization-(?:switcher|list)-/.test(dataset["clerkId"] ?? ""),
      ) ||
        askedFor.every((path) => answered.some((url) => url.includes(path))))
    );
  }, ASKED_FOR);
}

/** Fills Clerk's sign-in form, which must be on the page. */
export async function signIn(page: Page, { email, password }: Credentials): Promise<void> {
  await page.getByLabel("Email address").fill(email);
  await continueForm(page);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await continueForm(page);
}

export async function continueForm(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Continue", exact: true }).click();
}

/**
 * Types a password and sends the form by Enter. A press on a button leaves the field, whereupon Clerk's form says beneath
 * it whether the password will do, and the button may move away before it is released.
 */
export async function sendWithPassword(page: Page, password: string, label = "Password"): Promise<void> {
  const field = page.getByLabel(label, { exact: true });
  await field.fill(password);
  await field.press("Enter");
}

/** Resolves when clerk-js knows that a code is on its way; before that its form would throw away one that is typed. */
export async function codeIsSent(page: Page): Promise<void> {
  // The timeline itself is not to be asked where a test has set the page's clock.
  await page.waitForFunction(
    () =>
      new Promise((resolve) => {
        const observer = new PerformanceObserver((answered) => {
          if (answered.getEntries().some(({ name }) => /\/prepare_\w+\?/.test(name))) resolve(true);
        });
        observer.observe({ type: "resource", buffered: true });
      }),
  );
}

/**
 * Types a code into Clerk's one-character boxes, which send it when the last is filled and empty themselves a
 * while after it was wrong.
 */
export async function typeCode(page: Page, code: string): Promise<void> {
  await codeIsSent(page);
  const boxes = page.getByLabel("Enter verification code");
  await expect.poll(() => boxes.inputValue()).toBe("");
  await boxes.click();
  await page.keyboard.type(code);
}

/** The code on its way to that address. */
export async function codeFor(clerk: Controls, email: string): Promise<string> {
  await expect.poll(() => clerk.lastCodeFor(email)).toMatch(/^\d{6}$/);
  return (await clerk.lastCodeFor(email)) ?? "";
}

export function differentFrom(code: string): string {
  return code.startsWith("0") ? `1${code.slice(1)}` : `0${code.slice(1)}`;
}

/** Waits until a component shows that sentence; Clerk says most of them twice, once for screen readers. */
export async function expectSaid(page: Page, sentence: string | RegExp): Promise<void> {
  await page.getByText(sentence).filter({ visible: true }).first().waitFor();
}

/** Opens the organization switcher; answers its panel. */
export async function openSwitcher(page: Page) {
  await page.getByRole("button", { name: "Open organization switcher" }).click();
  const panel = page.locator(".cl-organizationSwitcherPopoverCard");
  await panel.waitFor();
  return panel;
}

/** Chooses another organization in the switcher and waits for its dashboard. */
export async function switchTo(page: Page, { name, slug }: { name: string; slug: string }): Promise<void> {
  const panel = await openSwitcher(page);
  await panel.getByRole("button", { name }).click();
  await page.waitForURL(`**/orgs/${slug}/dashboard`);
}

export async function signOut(page: Page): Promise<void> {
  await clerkIsThere(page);
  await page.getByRole("button", { name: "Open user menu" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
}

/**
 * Chooses the one button of that name: while a form of Clerk's panels fades out, they have it twice. By its key, as it
 * moves while a form slides open, and a click goes amiss then.
 */
export async function chooseButton(panel: Locator, name: string): Promise<void> {
  const button = panel.getByRole("button", { name, exact: true });
  await expect.poll(() => button.count()).toBe(1);
  await button.press("Enter");
}

/**
 * Opens the menu of three dots in that part of a panel and chooses from it, by keys: the menu moves with its part, which
 * Clerk may draw anew at any moment, and a click goes amiss then.
 */
export async function chooseFromMenu(part: Locator, name: string): Promise<void> {
  await part.getByLabel("Open menu").press("Enter");
  await part.page().getByRole("menuitem", { name }).press("Enter");
}
