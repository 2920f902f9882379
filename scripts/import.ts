import { createInterface } from "node:readline";
import { importOrganization, UnreadableExport } from "#src/features/export/import-organization.ts";
import { main, Mendable } from "#scripts/local/commands.ts";
import { withOrganization } from "#scripts/organization/with-organization.ts";

const ROWS_PER_LINE = 10_000;

/** Rows of an export into an organization that has none: `npm run db:import -- <org id> < acme.ndjson`. */
await main(() =>
  withOrganization(async (scope) => {
    const startedAtMs = Date.now();
    let count = 0;
    try {
      for await (const added of importOrganization(scope, inputLines())) {
        tellProgress(count, added);
        count = added;
      }
    } catch (error) {
      if (!(error instanceof UnreadableExport)) throw error;
      throw new Mendable(`This is no export: ${error.message}. Erase what was added before you try again.`);
    }
    const seconds = ((Date.now() - startedAtMs) / 1000).toFixed(1);
    console.log(`${count.toLocaleString("en")} rows added in ${seconds} s.`);
  }),
);

/** One line that changes on a terminal; elsewhere a line now and then. */
function tellProgress(before: number, added: number): void {
  const text = `Importing: ${added.toLocaleString("en")} rows`;
  if (process.stdout.isTTY) process.stdout.write(`\r${text}\r`);
  else if (Math.floor(added / ROWS_PER_LINE) > Math.floor(before / ROWS_PER_LINE)) console.log(text);
}

/** Opened when the first line is asked for: readline loses what it reads before that (nodejs.org/api/readline.html). */
async function* inputLines(): AsyncGenerator<string, void> {
  yield* createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY });
}
