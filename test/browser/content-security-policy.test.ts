import type { Page } from "playwright-core";
import { expect } from "vitest";
import { browserTest } from "#test/support/browser.ts";
import { clerkIsThere, openSwitcher } from "#test/support/clerk-ui.ts";
import { ACME, ADA } from "#test/support/people.ts";
import { addTask } from "#test/support/tasks.ts";

const test = browserTest();

// That no page breaks the policy is watched in every test here (problems.ts); this shows that the watch sees.
test("a script without the page's nonce does not run, and is noticed", async ({ visit }) => {
  const { page, expectProblem } = await visit({ as: ADA, in: ACME });
  expectProblem(/^policy violation: script-src-elem inline$/);
  expectProblem(/^console error: .*Content Security Policy/);
  await page.goto("/orgs/acme/dashboard");
  await clerkIsThere(page);
  const violated = nextViolation(page);
  await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "window.planted = true";
    document.body.appendChild(script);
  });
  await violated;
  expect(await page.evaluate(() => "planted" in window)).toBe(false);
});

test("an event handler in markup does not run, and is noticed", async ({ visit }) => {
  const { page, expectProblem } = await visit({ as: ADA, in: ACME });
  expectProblem(/^policy violation: script-src-attr inline$/);
  expectProblem(/^console error: .*Content Security Policy/);
  await page.goto("/orgs/acme/dashboard");
  await clerkIsThere(page);
  const violated = nextViolation(page);
  await page.evaluate(() => {
    document.body.insertAdjacentHTML("beforeend", `<img src="data:," onerror="window.planted = true">`);
  });
  await violated;
  expect(await page.evaluate(() => "planted" in window)).toBe(false);
});

test("Clerk's panels stay within the policy", async ({ visit }) => {
  const { page } = await visit({ as: ADA, in: ACME });
  await page.goto("/orgs/acme/dashboard");
  const panel = await openSwitcher(page);
  await panel.getByRole("button", { name: "Manage" }).click();
  await page.getByRole("button", { name: "Members" }).click();
  await page.getByText("milo@acme.example").waitFor();
  await page.getByRole("button", { name: "Close modal" }).click();
  await page.getByRole("button", { name: "Open user menu" }).click();
  await page.getByRole("button", { name: "Manage account" }).click();
  await page.getByRole("button", { name: "Security", exact: true }).click();
  await page.getByText("Active devices").waitFor();
});

test("text that people type is text", async ({ site, visit }) => {
  const title = `</title><script>window.planted = 1</script><img src=x onerror="window.planted = 2">`;
  const id = await addTask(site.database, { title });
  const { page } = await visit({ as: ADA, in: ACME });
  for (const path of ["/orgs/acme/dashboard", `/orgs/acme/tasks/${id}`]) {
    await page.goto(path);
    await clerkIsThere(page);
    await page.getByText(title).first().waitFor();
    expect(await page.evaluate(() => "planted" in window)).toBe(false);
  }
  expect(await page.title()).toBe(`${title} · Orgstead`);
});

function nextViolation(page: Page): Promise<void> {
  return page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        addEventListener("securitypolicyviolation", () => resolve(), { once: true });
      }),
  );
}
