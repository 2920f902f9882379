import type { Page } from "playwright-core";
import { expect } from "vitest";

/** As in a person's browser: Playwright lets every tab believe that it is the one in front. */
export async function loseFocus(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Emulation.setFocusEmulationEnabled", { enabled: false });
  await expect.poll(() => page.evaluate(() => document.hasFocus())).toBe(false);
}
