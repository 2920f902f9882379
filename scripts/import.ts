import { createInterface } from "node:readline";
import { importOrganization, UnreadableExport } from "#src/features/export/import-organization.ts";
import { main, Mendable } from "#scripts/local/commands.ts";
import { withOrganization } from "#scripts/organization/with-organization.ts";

/** Rows of an export into an organization that has none: `npm run db:import -- <org id> < acme.ndjson`. */
await main(() =>
  withOrganization(async (scope) => {
    const lines = createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY });
    try {
      console.log(`${await importOrganization(scope, lines)} rows added.`);
    } catch (error) {
      if (!(error instanceof UnreadableExport)) throw error;
      throw new Mendable(`This is no export: ${error.message}. Erase what was added before you try again.`);
    }
  }),
);
