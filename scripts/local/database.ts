import { readdir } from "node:fs/promises";
import { Mendable, run } from "./commands.ts";
import { withLocalDatabase } from "./local-d1.ts";
import { STATE } from "./settings.ts";

/** Applies the migrations that the local D1 does not have yet. wrangler, which takes seconds to load, is asked only then. */
export async function migrateLocal(): Promise<void> {
  if (await hasEveryMigration()) return;
  const where = ["--local", "--config", "wrangler.toml", "--persist-to", STATE];
  const { code, output } = await run("wrangler", ["d1", "migrations", "apply", "DB", ...where]);
  if (code === 0) return;
  console.error(output);
  throw new Mendable("The migrations could not be applied; what wrangler said stands above.");
}

/** By wrangler's own record. */
async function hasEveryMigration(): Promise<boolean> {
  const files = (await readdir("migrations")).filter((name) => name.endsWith(".sql"));
  const applied = await withLocalDatabase(async (database) => {
    const record = database.prepare("select name from sqlite_schema where name = 'd1_migrations'");
    if ((await record.first()) === null) return [];
    return (await database.prepare("select name from d1_migrations").all<{ name: string }>()).results;
  });
  const names = new Set(applied.map(({ name }) => name));
  return files.every((name) => names.has(name));
}
