import { isBuilt } from "#scripts/local/built.ts";
import { main, Mendable, run } from "#scripts/local/commands.ts";
import { startBuiltSite } from "#scripts/local/servers.ts";
import { localSession, step } from "#scripts/local/session.ts";

await main(() => localSession(process.argv.slice(2), startBuiltSite, buildIfNeeded));

async function buildIfNeeded(): Promise<void> {
  if (await isBuilt()) console.log("The site is built already.");
  else await step("Building the site", build);
}

async function build(): Promise<void> {
  const { code, output } = await run(process.execPath, ["scripts/run.mjs", "build"]);
  if (code === 0) return;
  console.error(output);
  throw new Mendable("The site could not be built; what the build said stands above.");
}
