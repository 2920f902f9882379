import { resolve } from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { unstable_readConfig, type Unstable_Config } from "wrangler";
import { Mendable } from "#scripts/local/commands.ts";
import { STATE } from "#scripts/local/settings.ts";

/** Opens the site's local D1 (`.wrangler/state`) for as long as the work takes. */
export async function withLocalDatabase<Value>(
  work: (database: D1Database) => Promise<Value>,
): Promise<Value> {
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      cf: false,
      modules: true,
      script: "export default { fetch: () => new Response() }",
      d1Databases: { DB: databaseId() },
      resourcePersistencePath: resolve(STATE, "v3"),
    }),
  );
  try {
    return await work(await miniflare.getD1Database("DB"));
  } catch (error) {
    if (!/no such (table|column)/.test(String(error))) throw error;
    throw new Mendable('The local database lacks a migration: run "npm run db:migrate" first.');
  } finally {
    await miniflare.dispose();
  }
}

/** The id under which wrangler and astro keep the site's local database. */
function databaseId(): string {
  const config: Unstable_Config = unstable_readConfig({ config: "wrangler.toml" }, { hideWarnings: true });
  const id = config.d1_databases.find(({ binding }) => binding === "DB")?.database_id;
  if (id === undefined) throw new Error("wrangler.toml names no database DB");
  return id;
}
