import { createInterface } from "node:readline";
import { importOrganization, UnreadableExport } from "#src/features/export/import-organization.ts";
import { main, Mendable } from "#scripts/local/commands.ts";
import { withOrganization } from "#scripts/organization/with-organization.ts";

/** Rows of an export into an organization that has none: `npm run db:import -- <org id> < acme.ndjson`. */
await main(() =>
  withOrganization(async (scope) => {
    try {
      console.log(`${await importOrganization(scope, inputLines())} rows added.`);
    } catch (error) {
      if (!(error instanceof UnreadableExport)) throw error;
      throw new Mendable(`This is no export: ${error.message}. Erase what was added before you try again.`);
    }
  }),
);

/** Opened when the first line is asked for: readline loses what it reads before that (nodejs.org/api/readline.html). */
async function* inputLines(): AsyncGenerator<string, void> {
  yield* createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY });
}
