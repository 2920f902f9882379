import { resolve } from "node:path";
import { run } from "#scripts/local/commands.ts";

/** vitest's global setup: bundles the stand-in for Miniflare. */
export async function setup(): Promise<void> {
  // wrangler takes --config from here and --outdir from there.
  const where = ["--config", "clerk-local/wrangler.toml", "--outdir", resolve(".wrangler/test/clerk-local")];
  const { code, output } = await run("wrangler", ["deploy", "--dry-run", ...where]);
  if (code !== 0) throw new Error(`clerk-local cannot be bundled:\n${output}`);
}
