import { Mendable, run } from "./commands.ts";
import { STATE } from "./settings.ts";

/** Applies the migrations that the local D1 does not have yet. */
export async function migrateLocal(): Promise<void> {
  const where = ["--local", "--config", "wrangler.toml", "--persist-to", STATE];
  const { code, output } = await run("wrangler", ["d1", "migrations", "apply", "DB", ...where]);
  if (code === 0) return;
  console.error(output);
  throw new Mendable("The migrations could not be applied; what wrangler said stands above.");
}
