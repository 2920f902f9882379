import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { migrate } from "#test/support/migrations.ts";

export type LocalD1 = { readonly database: D1Database; readonly dispose: () => Promise<void> };

/** A migrated D1 of its own, in workerd. */
export async function startLocalD1(): Promise<LocalD1> {
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      cf: false,
      modules: true,
      script: "export default { fetch: () => new Response() }",
      compatibilityDate: "2026-10-12",
      d1Databases: { DB: "test" },
    }),
  );
  const database = await miniflare.getD1Database("DB");
  await migrate(database);
  return { database, dispose: () => miniflare.dispose() };
}
