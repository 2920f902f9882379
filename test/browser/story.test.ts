import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { browserTest } from "#test/support/browser.ts";
import { CANARIES } from "#test/support/canaries.ts";
import { clerkIsThere, signIn, signOut, switchTo } from "#test/support/clerk-ui.ts";
import { addTask, completeTask, deleteTask, rowOf } from "#test/support/dashboard.ts";
import { ACME, ADA, GLOBEX } from "#test/support/people.ts";

const MINE = "Water the plants";

const KINDS = [
  ["a development", browserTest("test")],
  ["a production", browserTest("live")],
] as const;

describe.each(KINDS)("with %s instance's keys", (_kind, test) => {
  test("a person signs in, works in one organization, switches to another and signs out", async ({
    visit,
  }) => {
    const { page, context } = await visit();
    await page.goto("/");
    await page.getByRole("link", { name: "Sign in" }).first().click();
    await signIn(page, ADA);

    await page.waitForURL("**/me");
    await page.getByRole("main").getByRole("button", { name: ACME.name }).click();
    await page.waitForURL("**/orgs/acme/dashboard");
    await expectDashboard(page, ACME, "Admin");

    await addTask(page, MINE);
    await completeTask(page, MINE);
    await expect.poll(() => rowOf(page, MINE).innerText()).toContain("Done");

    await switchTo(page, GLOBEX);
    await expectDashboard(page, GLOBEX, "Member");
    expect(await page.content()).not.toContain(MINE);
    await page.reload();
    await expectDashboard(page, GLOBEX, "Member");

    // The way back leads to Acme: its organization is made active again, and nothing is shown from a cache.
    await page.goBack();
    await expectDashboard(page, ACME, "Admin");
    await deleteTask(page, MINE);
    await expect.poll(() => rowOf(page, MINE).count()).toBe(0);

    const other = await context.newPage();
    await other.goto("/orgs/acme/dashboard");
    await clerkIsThere(other);
    await signOut(page);
    await page.waitForURL((url) => url.pathname === "/");
    await other.waitForURL("**/sign-in?redirect_url=%2Forgs%2Facme%2Fdashboard");
    await page.goto("/orgs/globex/dashboard");
    await page.waitForURL("**/sign-in?redirect_url=%2Forgs%2Fglobex%2Fdashboard");
  });

  test("a person who was on the way to a dashboard comes back to it after signing in", async ({ visit }) => {
    const { page } = await visit();
    await page.goto("/orgs/acme/dashboard");
    await signIn(page, ADA);
    await page.waitForURL("**/orgs/acme/dashboard");
    await expectDashboard(page, ACME, "Admin");
  });
});

/** The organization's name, the role held there, its canaries in the tasks, and no other's anywhere. */
async function expectDashboard(page: Page, { name, slug }: typeof ACME, role: string): Promise<void> {
  await clerkIsThere(page);
  expect(new URL(page.url()).pathname).toBe(`/orgs/${slug}/dashboard`);
  expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe(name);
  expect(await page.getByText("Your role:").innerText()).toBe(`Your role: ${role}`);
  const switcher = page.getByRole("button", { name: "Open organization switcher" });
  await expect.poll(() => switcher.innerText()).toContain(name);
  const html = await page.content();
  for (const [owner, canaries] of Object.entries(CANARIES)) {
    for (const canary of canaries) {
      if (owner === slug) expect(html).toContain(canary);
      else expect(html).not.toContain(canary);
    }
  }
}
