import type { CDPSession, Page } from "playwright-core";
import { expect } from "vitest";

/** A person turns to something else: until then Playwright lets every tab believe that it is the one in front. */
export async function leave(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Emulation.setFocusEmulationEnabled", { enabled: false });
  // A window that was put away before, by another of its tabs, would not go once more.
  await setWindow(devtools, "normal");
  await setWindow(devtools, "minimized");
  await expect.poll(() => page.evaluate(() => document.hasFocus())).toBe(false);
}

/** The person is back in a tab that they had left. */
export async function comeBack(page: Page): Promise<void> {
  await setWindow(await page.context().newCDPSession(page), "normal");
  await page.bringToFront();
  await expect.poll(() => page.evaluate(() => document.hasFocus())).toBe(true);
}

/** Of the tab alone in Chromium's headless shell, where each has one; of all tabs in the whole browser. */
async function setWindow(devtools: CDPSession, windowState: "minimized" | "normal"): Promise<void> {
  const { windowId } = await devtools.send("Browser.getWindowForTarget");
  await devtools.send("Browser.setWindowBounds", { windowId, bounds: { windowState } });
}
