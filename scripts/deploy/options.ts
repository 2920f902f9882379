import { parseArgs } from "node:util";
import { Mendable } from "#scripts/local/commands.ts";
import type { EnvironmentName } from "#scripts/deploy/target.ts";

export type DeployOptions = {
  readonly environment: EnvironmentName;
  /** Everything that needs no Cloudflare account, and nothing that changes one. */
  readonly dryRun: boolean;
  /** A file of secrets (.env or JSON) that wrangler uploads together with the Worker. */
  readonly secretsFile: string | null;
};

/** The command line of `npm run deploy`; throws `Mendable` when it does not say where to. */
export function deployOptions(args: readonly string[]): DeployOptions {
  const { env, "dry-run": dryRun, "secrets-file": secretsFile } = parse(args);
  if (env !== "staging" && env !== "production") throw usage();
  return { environment: env, dryRun, secretsFile: secretsFile ?? null };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        env: { type: "string" },
        "dry-run": { type: "boolean", default: false },
        "secrets-file": { type: "string" },
      },
    }).values;
  } catch {
    throw usage();
  }
}

function usage(): Mendable {
  return new Mendable(
    "Say where to deploy: npm run deploy -- --env staging, or --env production; --dry-run uploads nothing.",
  );
}
