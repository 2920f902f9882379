import type { Page } from "playwright-core";
import { expect } from "vitest";
import { browserTest } from "#test/support/browser.ts";
import { clerkIsThere } from "#test/support/clerk-ui.ts";
import { ACME, ADA, MILO } from "#test/support/people.ts";

const test = browserTest();
const POSTS = "/orgs/acme/posts";

test("a post is written, published and pinned by the keyboard alone", async ({ visit }) => {
  const { page } = await visit({ as: ADA, in: ACME });
  await page.goto(POSTS);
  await clerkIsThere(page);
  await pressTab(page, "Skip to content");
  await page.keyboard.press("Enter");
  await pressTab(page, "Write a post");
  await page.keyboard.press("Enter");
  await pressTab(page, "Title");
  await page.keyboard.type("Office hours");
  await pressTab(page, "Text");
  await page.keyboard.type("Nine to five.");
  await pressTab(page, "Save as draft");
  await page.keyboard.press("Enter");
  await page.getByText("Draft saved.").waitFor();
  // The address has the skip link's #main still: when the page has come, Chromium goes there and leaves any field.
  await clerkIsThere(page);

  await page.getByLabel("Text").focus();
  await page.keyboard.press("End");
  await page.keyboard.type(" Closed on Friday.");
  await pressTab(page, "Save draft");
  await pressTab(page, "Publish");
  await page.keyboard.press("Enter");
  await page.getByText("Published: everyone").waitFor();
  expect(await page.getByRole("article").innerText()).toMatch(/Office hours[^]*Closed on Friday\./);

  await clerkIsThere(page);
  await page.getByRole("button", { name: "Pin" }).focus();
  await page.keyboard.press("Enter");
  await page.getByText("Pinned: it stands").waitFor();
  await page.goto(POSTS);
  expect(await page.getByRole("listitem").filter({ hasText: "By " }).first().innerText()).toMatch(
    /Office hours\s+Pinned/,
  );
});

test("a draft is written, edited and deleted without scripts", async ({ visit }) => {
  const { page, expectProblem } = await visit({ as: MILO, in: ACME, browser: { javaScriptEnabled: false } });
  // Chromium names the refusal so, when scripts are off and a page would load one ahead.
  expectProblem(/^request failed: GET .*\.js csp$/);
  await page.goto(POSTS);
  await page.getByText("Write a post").click();
  await page.getByLabel("Title").fill("By hand");
  await page.getByLabel("Text").fill("First line.\n\nSecond line.");
  await page.getByRole("button", { name: "Save as draft" }).click();
  await page.getByText("Draft saved.").waitFor();
  expect(await page.getByRole("button", { name: "Publish" }).count()).toBe(0);
  await page.getByLabel("Title").fill("By hand, twice");
  await page.getByRole("button", { name: "Save draft" }).click();
  await page.getByText("Changes saved.").waitFor();
  expect(await page.getByLabel("Text").inputValue()).toBe("First line.\n\nSecond line.");
  await page.getByText("Delete", { exact: true }).click();
  await page.getByRole("button", { name: "Yes, delete it" }).click();
  await page.getByText("Post deleted.").waitFor();
});

test("an export is saved as a file, and the page stays", async ({ visit }) => {
  const { page } = await visit({ as: ADA, in: ACME });
  await page.goto("/orgs/acme/reports");
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export CSV: all tasks" }).click();
  expect((await saved).suggestedFilename()).toMatch(/^acme-tasks-\d{4}-\d\d-\d\d\.csv$/);
  expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe("Reports");
});

/** Presses Tab once and sees where that leads. */
async function pressTab(page: Page, expected: string): Promise<void> {
  await page.keyboard.press("Tab");
  const focused = await page.evaluate(() => {
    const element = document.activeElement;
    const isField = element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement;
    return (isField ? element.labels?.[0]?.innerText : element?.textContent)?.trim() ?? "";
  });
  expect(focused).toBe(expected);
}
