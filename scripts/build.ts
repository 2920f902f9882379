import { rm } from "node:fs/promises";
import { digestOfSources, markBuilt } from "#scripts/local/built.ts";
import { main, Mendable, run, toolEnvironment } from "#scripts/local/commands.ts";

/*
 * One build serves every environment, so it is kept from seeing any: no setting of this shell, and not the
 * .dev.vars beside wrangler.toml, which the adapter would copy into dist/server.
 * CLOUDFLARE_ENV chooses whose names and vars stand in dist/server/wrangler.json.
 */
const SETTINGS = /^(PUBLIC_CLERK_|CLERK_|APP_)/;

await main(async () => {
  const shell = Object.entries(toolEnvironment()).filter(([name]) => !SETTINGS.test(name));
  const environment = { ...Object.fromEntries(shell), CLOUDFLARE_LOAD_DEV_VARS_FROM_DOT_ENV: "false" };
  const digest = await digestOfSources();
  const { code, output } = await run("astro", ["build"], { env: environment });
  await rm("dist/server/.dev.vars", { force: true });
  if (code !== 0) {
    console.error(output);
    throw new Mendable("The build failed; what Astro said stands above.");
  }
  await markBuilt(digest);
  console.log("Built dist/.");
});
