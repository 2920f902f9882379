import { existsSync, readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { Mendable, run, type Ran } from "#scripts/local/commands.ts";
import { fromSource, type Target } from "#scripts/deploy/target.ts";

/**
 * Throws `Mendable` with the name of each required secret that the Worker lacks and the command that sets it.
 * Asked before anything is done, because `wrangler deploy --dry-run` passes without them. Those in
 * `secretsFile` count as set: the deploy brings them.
 */
export async function refuseMissingSecrets(target: Target, secretsFile: string | null): Promise<void> {
  const listed = secretsOnWorker(
    await run("wrangler", ["secret", "list", "--format", "json", ...fromSource(target)]),
  );
  const set = new Set([...(listed ?? []), ...(secretsFile === null ? [] : secretsInFile(secretsFile))]);
  const missing = target.requiredSecrets.filter((name) => !set.has(name));
  if (missing.length === 0) return;
  const fault =
    listed === null
      ? `${target.workerName} does not exist in this account yet. Its first secret creates it, empty; set each with`
      : `${target.workerName} lacks ${missing.join(", ")}. Set what is missing with`;
  const commands = missing.map((name) => `npx wrangler secret put ${name} --env ${target.environment}`);
  throw new Mendable([fault, ...commands].join("\n  "));
}

/**
 * The names that `wrangler secret list --format json` answered with; null when there is no such Worker.
 * `wrangler secret put` then creates it (createDraftWorker in wrangler 4.151.0), so that a first deploy goes
 * the way of every later one.
 */
export function secretsOnWorker({ code, output, stdout }: Ran): string[] | null {
  if (code === 0) return namesIn(stdout);
  if (/Worker ".+" .*not found/.test(output)) return null;
  console.error(output);
  throw new Mendable(
    output.includes("CLOUDFLARE_API_TOKEN environment variable")
      ? 'Nobody is signed in to Cloudflare here: run "npx wrangler login", or set CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID.'
      : "wrangler could not list the Worker's secrets; what it said stands above.",
  );
}

function namesIn(json: string): string[] {
  const listed: unknown = JSON.parse(json);
  if (!Array.isArray(listed)) throw new Error("wrangler's list of secrets is not a list");
  return listed.map((secret: unknown) => {
    const name = typeof secret === "object" && secret !== null ? Reflect.get(secret, "name") : undefined;
    if (typeof name !== "string") throw new Error("wrangler listed a secret without a name");
    return name;
  });
}

/** The names in a file that `wrangler deploy --secrets-file` reads: JSON, or lines of NAME=value. */
function secretsInFile(path: string): string[] {
  if (!existsSync(path)) throw new Mendable(`There is no file ${path} to take secrets from.`);
  const text = readFileSync(path, "utf8");
  const pairs: unknown = text.trimStart().startsWith("{") ? JSON.parse(text) : parseEnv(text);
  return Object.entries(pairs ?? {}).flatMap(([name, value]) =>
    value === "" || value === null ? [] : [name],
  );
}
