import { resolve } from "node:path";
import { run } from "#scripts/local/commands.ts";

/** vitest's global setup: bundles the Workers that stand beside the site for Miniflare. */
export async function setup(): Promise<void> {
  await Promise.all(["clerk-local", "external-api"].map(bundle));
}

async function bundle(name: string): Promise<void> {
  // wrangler takes --config from here and --outdir from there.
  const where = ["--config", `${name}/wrangler.toml`, "--outdir", resolve(`.wrangler/test/${name}`)];
  const { code, output } = await run("wrangler", ["deploy", "--dry-run", ...where]);
  if (code !== 0) throw new Error(`${name} cannot be bundled:\n${output}`);
}
