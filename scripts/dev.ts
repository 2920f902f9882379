import { existsSync } from "node:fs";
import { main, Mendable } from "#scripts/local/commands.ts";
import { startDevSite } from "#scripts/local/servers.ts";
import { localSession } from "#scripts/local/session.ts";

await main(() => localSession(process.argv.slice(2), startDevSite, refuseOwnKeys));

/** Astro's adapter takes settings from .dev.vars alone when there is one, whatever this script passes to it. */
async function refuseOwnKeys(): Promise<void> {
  if (!existsSync(".dev.vars")) return;
  throw new Mendable(
    'npm run dev runs the site beside clerk-local, and .dev.vars would put other keys in place of its: move the file away, or run the site with those keys by "npx astro dev".',
  );
}
