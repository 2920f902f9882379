import { parseArgs } from "node:util";
import { main, Mendable, run } from "#scripts/local/commands.ts";
import { STATE } from "#scripts/local/settings.ts";
import { auditQueries } from "#scripts/organization/audit-queries.ts";

/** Asks a live database for rows that no organization may have: the local one, or `--env staging|production`. */
await main(async () => {
  const queries = auditQueries();
  const answers = await ask(queries.map(({ sql }) => sql).join(";\n"));
  const faults = queries.flatMap(({ fault }, at) =>
    (answers[at] ?? []).map(({ orgId, row }) => `${orgId} ${row}: ${fault}`),
  );
  if (answers.length !== queries.length)
    throw new Error(`${answers.length} answers to ${queries.length} queries`);
  if (faults.length > 0) {
    throw new Mendable(["The database has what it may not have:", ...faults].join("\n  "));
  }
  console.log(`${queries.length} questions, no fault.`);
});

type Row = { readonly orgId: string; readonly row: string };

/** Through wrangler, which reaches local and remote databases alike; an answer for each statement. */
async function ask(sql: string): Promise<(readonly Row[])[]> {
  const args = ["d1", "execute", "DB", "--config", "wrangler.toml", "--json", "--yes", "--command", sql];
  const { code, output, stdout } = await run("wrangler", [...args, ...whereFrom(process.argv.slice(2))]);
  if (code !== 0) {
    if (output.includes("no such table")) {
      throw new Mendable('The database lacks a migration: run "npm run db:migrate" first.');
    }
    console.error(output);
    throw new Mendable("wrangler could not ask the database; what it said stands above.");
  }
  // What wrangler prints for --json.
  const results = JSON.parse(stdout) as readonly { readonly results: readonly Row[] }[];
  return results.map((each) => each.results);
}

function whereFrom(args: readonly string[]): string[] {
  const { env } = parseArgs({ args: [...args], options: { env: { type: "string" } }, strict: false }).values;
  if (env === undefined) return ["--local", "--persist-to", STATE];
  if (env === "staging" || env === "production") return ["--remote", "--env", env];
  throw new Mendable("Say which database: none for the local one, --env staging or --env production.");
}
