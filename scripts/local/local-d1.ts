import { resolve } from "node:path";
import type { Unstable_Config } from "wrangler";
import { Mendable } from "#scripts/local/commands.ts";
import { STATE } from "#scripts/local/settings.ts";

/**
 * Opens the site's local D1 (`.wrangler/state`) for as long as the work takes. The packages for it take seconds to
 * load, which a script that has to refuse its options must not wait for.
 */
export async function withLocalDatabase<Value>(
  work: (database: D1Database) => Promise<Value>,
): Promise<Value> {
  const { convertV4MiniflareOptions, Miniflare } = await import("miniflare");
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      cf: false,
      modules: true,
      script: "export default { fetch: () => new Response() }",
      d1Databases: { DB: await databaseId() },
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
async function databaseId(): Promise<string> {
  const { unstable_readConfig } = await import("wrangler");
  const config: Unstable_Config = unstable_readConfig({ config: "wrangler.toml" }, { hideWarnings: true });
  const id = config.d1_databases.find(({ binding }) => binding === "DB")?.database_id;
  if (id === undefined) throw new Error("wrangler.toml names no database DB");
  return id;
}
