import { existsSync } from "node:fs";
import { Mendable, run } from "#scripts/local/commands.ts";

/** The shell first: Chromium without what nobody sees of it in tests, a third cheaper to run. */
const PLACES = [
  "/usr/bin/chromium-headless-shell",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
] as const;

const DEBIAN_RELEASE = "/etc/debian_version";
/** The first that there is: older releases have the whole browser alone. */
const DEBIAN_PACKAGES = ["chromium-headless-shell", "chromium"] as const;

/**
 * The path of a Chromium: `CHROMIUM_PATH`, or where systems keep one. On Debian as root one is installed
 * when there is none; elsewhere throws `Mendable` with the one command that does.
 */
export async function findChromium(): Promise<string> {
  const found = installed();
  if (found !== undefined) return found;
  const onDebian = existsSync(DEBIAN_RELEASE);
  if (onDebian && process.getuid?.() === 0) {
    console.log("No Chromium yet: installing Debian's package.");
    await run("/usr/bin/apt-get", ["update"]);
    for (const name of DEBIAN_PACKAGES) {
      await run("/usr/bin/apt-get", ["install", "-y", "--no-install-recommends", name]);
      const now = installed();
      if (now !== undefined) return now;
    }
  }
  const command = onDebian ? "sudo apt-get install chromium" : "npx playwright-core install chromium";
  throw new Mendable(
    `The browser tests need a Chromium, and none was found. Install one with "${command}", or name yours in CHROMIUM_PATH.`,
  );
}

function installed(): string | undefined {
  const named = process.env["CHROMIUM_PATH"];
  return [...(named === undefined ? [] : [named]), ...PLACES].find((path) => existsSync(path));
}
