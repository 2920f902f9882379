import { run } from "#scripts/local/commands.ts";

/** vitest's global setup: bundles the stand-in for Miniflare. */
export async function setup(): Promise<void> {
  const args = "deploy --dry-run --config clerk-local/wrangler.toml --outdir .wrangler/test/clerk-local";
  const { code, output } = await run("wrangler", args.split(" "));
  if (code !== 0) throw new Error(`clerk-local cannot be bundled:\n${output}`);
}
