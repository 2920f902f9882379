import { resolve } from "node:path";
import { run } from "#scripts/local/commands.ts";

/** One for the whole run: each of vitest's projects loads this file anew. */
const shared = globalThis as { besideTheSite?: Promise<unknown> };

/** vitest's global setup: what stands beside the site for Miniflare. */
export async function setup(): Promise<void> {
  shared.besideTheSite ??= Promise.all(["clerk-local", "external-api"].map(bundle));
  await shared.besideTheSite;
}

async function bundle(name: string): Promise<void> {
  // wrangler takes --config from here and --outdir from there.
  const where = ["--config", `${name}/wrangler.toml`, "--outdir", resolve(`.wrangler/test/${name}`)];
  const { code, output } = await run("wrangler", ["deploy", "--dry-run", ...where]);
  if (code !== 0) throw new Error(`${name} cannot be bundled:\n${output}`);
}
