import { expect } from "vitest";
import { accessibilityFaults } from "#test/support/accessibility.ts";
import { browserTest } from "#test/support/browser.ts";
import { clerkIsThere } from "#test/support/clerk-ui.ts";
import { ACME, ADA, MILO } from "#test/support/people.ts";
import type { Site } from "#test/support/site.ts";

const test = browserTest("test");
const PAGES = ["People", "Organizations", "Sessions", "Outbox", "Webhooks", "Requests"];
const WIDTHS = [390, 1280];

test("a developer signs in as anybody with one click, whoever was there before", async ({ site, visit }) => {
  const { page } = await visit();
  await page.goto(consoleOf(site));
  await page.getByRole("button", { name: "Sign in as Ada Novak" }).click();
  await page.waitForURL(`${site.origin}/me`);
  await clerkIsThere(page);

  await page.goto(consoleOf(site));
  await page.getByRole("link", { name: "Organizations" }).click();
  const acme = page.getByRole("region", { name: "Acme", exact: true });
  await acme.getByRole("button", { name: "Sign in as Milo Berg" }).click();
  await page.waitForURL(`${site.origin}/orgs/acme/dashboard`);
  await page.getByRole("heading", { level: 1, name: "Acme" }).waitFor();
  expect(await page.getByText("Your role:").innerText()).toBe("Your role: Member");
});

test.for(WIDTHS)(
  "the console fits %i pixels, reads well light and dark, and needs no mouse",
  async (width, { site, visit }) => {
    await fill(site);
    const { page } = await visit({ browser: { viewport: { width, height: 800 }, colorScheme: "light" } });
    await page.goto(consoleOf(site));
    for (const name of PAGES) {
      const link = page.getByRole("navigation").getByRole("link", { name });
      await link.focus();
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { level: 1, name }).waitFor();
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        // Nothing else is different in the dark.
        const judged = colorScheme === "dark" ? { rule: "color-contrast" } : {};
        expect(await accessibilityFaults(page, judged), name).toEqual([]);
      }
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    }
  },
);

function consoleOf({ settings }: Site): string {
  return `${settings["CLERK_API_URL"] ?? ""}/`;
}

/** Something of everything. */
async function fill({ clerk }: Site): Promise<void> {
  await clerk.configure({ webhookEndpoint: "http://site.test/nowhere" });
  await clerk.sessionFor({ userId: ADA.id, orgId: ACME.id });
  await clerk.renameOrganization({ orgId: ACME.id, name: "Acme" });
  await clerk.setRole({ orgId: ACME.id, userId: MILO.id, role: "org:member" });
  await clerk.deliverWebhooks();
}
