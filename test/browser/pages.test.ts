import type { BrowserContext, Locator, Page } from "playwright-core";
import { expect } from "vitest";
import { accessibilityFaults } from "#test/support/accessibility.ts";
import { browserTest, type Visitor } from "#test/support/browser.ts";
import { clerkIsThere } from "#test/support/clerk-ui.ts";
import { addInvitation, invitationsPath } from "#test/support/invitations.ts";
import { READERS, type ShownPage } from "#test/support/pages.ts";
import { ACME, ADA } from "#test/support/people.ts";
import { addPost } from "#test/support/posts.ts";
import type { Site } from "#test/support/site.ts";
import { addTask } from "#test/support/tasks.ts";

const test = browserTest();
/** As long as titles may be, and with a word that no phone is wide enough for. */
const LONG_TITLE = `Reconcile ${"invoices-and-delivery-notes-".repeat(7)}`.slice(0, 200);
const SMALL_PHONE = { width: 360, height: 740 };

test.for(READERS)(
  "what $who reads fits a small phone, holds still and reads well",
  async (reader, { site, visit }) => {
    const visitor = await visit({ ...reader.by, browser: { viewport: SMALL_PHONE } });
    await watchShifts(visitor.context);
    const { page } = visitor;
    for (const shown of reader.pages) {
      await page.emulateMedia({ colorScheme: "light" });
      await show(site, visitor, shown);
      expect.soft(await page.getByRole("heading", { level: 1 }).count(), shown.name).toBe(1);
      expect.soft(await widthOf(page), shown.name).toBe(SMALL_PHONE.width);
      expect.soft(await shiftOf(page), shown.name).toBeLessThan(0.01);
      expect.soft(await seriousFaults(page), shown.name).toEqual([]);
      await page.emulateMedia({ colorScheme: "dark" });
      // Nothing else is different in the dark.
      expect.soft(await seriousFaults(page, "color-contrast"), shown.name).toEqual([]);
    }
  },
);

test("nothing moves on a wide dashboard when Clerk's components come", async ({ visit }) => {
  const { page, context } = await visit({ as: ADA, in: ACME });
  await watchShifts(context);
  await page.goto("/orgs/acme/dashboard");
  await clerkIsThere(page);
  expect(await shiftOf(page)).toBeLessThan(0.01);
});

test("a button under the pointer reads as well as before", async ({ visit }) => {
  const { page } = await visit({ as: ADA, in: ACME });
  await page.goto("/orgs/acme/tasks");
  await clerkIsThere(page);
  const button = page.getByRole("button", { name: "Add task" });
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await button.hover();
    await settled(button);
    expect(await seriousFaults(page, "color-contrast"), colorScheme).toEqual([]);
  }
});

test("a list to mend fits a small phone, whatever stands in it", async ({ site, visit }) => {
  await addInvitation(site.database, { orgId: ACME.id, status: "refused", email: "x".repeat(300) });
  const { page } = await visit({ as: ADA, in: ACME, browser: { viewport: SMALL_PHONE } });
  await page.goto(`${invitationsPath(ACME)}?mend=1`);
  expect(await page.getByLabel("Addresses").inputValue()).toBe("x".repeat(300));
  expect(await widthOf(page)).toBe(SMALL_PHONE.width);
});

test("a delete confirmation fits a small phone", async ({ site, visit }) => {
  await addTask(site.database, { title: LONG_TITLE });
  const { page } = await visit({ as: ADA, in: ACME, browser: { viewport: SMALL_PHONE } });
  await page.goto("/orgs/acme/dashboard");
  await page.getByText("Delete", { exact: true }).first().click();
  await page.getByRole("button", { name: "Yes, delete it" }).waitFor();
  expect(await widthOf(page)).toBe(SMALL_PHONE.width);
});

/** Resolves once a control's change of colour is over. */
async function settled(control: Locator): Promise<void> {
  await expect.poll(() => control.evaluate((element) => element.getAnimations().length)).toBe(0);
}

async function show(site: Site, { page, expectProblem }: Visitor, { path, status }: ShownPage) {
  if (status !== undefined) expectProblem(new RegExp(`status of ${status}`));
  await page.goto(await filledIn(site, path));
  await clerkIsThere(page);
}

async function filledIn({ database }: Site, path: string): Promise<string> {
  if (path.includes("{task}")) return path.replace("{task}", await addTask(database, { title: LONG_TITLE }));
  const status = path.includes("{draft}") ? "draft" : "published";
  if (!path.includes("{post}") && status === "published") return path;
  return path.replace(/\{\w+\}/, await addPost(database, { title: LONG_TITLE, status }));
}

/** The page's width with all that sticks out of it, in CSS pixels. */
function widthOf(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth);
}

async function watchShifts(context: BrowserContext): Promise<void> {
  await context.addInitScript(`
    window.shifts = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) window.shifts.push(entry.value);
    }).observe({ type: "layout-shift", buffered: true });
  `);
}

/** How much of the page moved after it had been painted: the browser's own score, 0 for nothing. */
function shiftOf(page: Page): Promise<number> {
  return page.evaluate<number>("window.shifts.reduce((sum, value) => sum + value, 0)");
}

/** axe's serious and critical findings outside Clerk's own components, of all its rules or of one. */
async function seriousFaults(page: Page, rule?: string): Promise<string[]> {
  // Colours that are on their way from one scheme to the other have no contrast to judge.
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)));
  const faults = await accessibilityFaults(page, {
    without: "[data-clerk-id]",
    ...(rule !== undefined && { rule }),
  });
  return faults
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, html }) => html.map((each) => `${id}: ${each}`));
}
