import { copyFile, mkdir, readdir, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { run } from "#scripts/local/commands.ts";
import { SCRIPTS } from "#test/support/clerk-local.ts";

/** One for the whole run: each of vitest's projects loads this file anew. */
const shared = globalThis as { besideTheSite?: Promise<unknown> };

/** vitest's global setup: what stands beside the site for Miniflare. */
export async function setup(): Promise<void> {
  shared.besideTheSite ??= Promise.all([...["clerk-local", "external-api"].map(bundle), gatherScripts()]);
  await shared.besideTheSite;
}

/** What a browser may ask for out of Clerk's packages, alone: Miniflare reads all of a folder for each site. */
async function gatherScripts(): Promise<void> {
  await rm(SCRIPTS, { recursive: true, force: true });
  for (const folder of ["clerk-js/dist", "ui/dist"]) {
    const [from, to] = [join("node_modules/@clerk", folder), join(SCRIPTS, folder)];
    await mkdir(to, { recursive: true });
    const files = (await readdir(from)).filter((name) => name.endsWith(".js"));
    await Promise.all(files.map((name) => copyFile(join(from, name), join(to, name))));
  }
}

async function bundle(name: string): Promise<void> {
  // wrangler takes --config from here and --outdir from there.
  const where = ["--config", `${name}/wrangler.toml`, "--outdir", resolve(`.wrangler/test/${name}`)];
  const { code, output } = await run("wrangler", ["deploy", "--dry-run", ...where]);
  if (code !== 0) throw new Error(`${name} cannot be bundled:\n${output}`);
}
