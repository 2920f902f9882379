import { rename } from "node:fs/promises";
import { resolve } from "node:path";
import { Mendable, run } from "#scripts/local/commands.ts";
import { step } from "#scripts/local/session.ts";
import { setup as bundleClerkLocal } from "#test/support/build-clerk-local.ts";

/** Where the built Workers are. */
export const FOLDERS = {
  site: "dist/server",
  withoutClerk: ".wrangler/bench/without-clerk/server",
  article: ".wrangler/bench/article/server",
  bare: ".wrangler/bench/bare",
} as const;

/** Builds the site and its rivals. */
export async function buildWorkers(): Promise<void> {
  await step("Building the article's page", () => use("astro", ["build", "--root", "bench/article"]));
  await step("Building the site without Clerk's middleware", () =>
    use(process.execPath, ["bench/without-clerk/build.ts"]),
  );
  await step("Bundling the bare Worker", bundleBareWorker);
  await step("Bundling clerk-local", bundleClerkLocal);
  // Last, since Astro notes its newest build as the one to run and to deploy.
  await step("Building the site", () => use(process.execPath, ["scripts/run.mjs", "build"]));
}

async function bundleBareWorker(): Promise<void> {
  // wrangler takes --config from here and --outdir from there.
  const where = ["--config", "bench/bare/wrangler.toml", "--outdir", resolve(FOLDERS.bare)];
  await use("wrangler", ["deploy", "--dry-run", ...where]);
  // The name that Astro gives to a Worker's entry.
  await rename(`${FOLDERS.bare}/worker.js`, `${FOLDERS.bare}/entry.mjs`);
}

async function use(tool: string, args: readonly string[]): Promise<void> {
  const { code, output } = await run(tool, args);
  if (code === 0) return;
  console.error(output);
  throw new Mendable(`"${tool} ${args.join(" ")}" failed; what it said stands above.`);
}
