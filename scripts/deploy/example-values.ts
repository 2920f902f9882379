import { Mendable } from "#scripts/local/commands.ts";
import type { Target } from "#scripts/deploy/target.ts";

/** The values that wrangler.toml was published with and that belong to nobody, each with what to put there. */
export function exampleValues({ vars, databases, routes, workerName }: Target): string[] {
  const key = vars["PUBLIC_CLERK_PUBLISHABLE_KEY"] ?? "";
  const origin = vars["APP_ORIGIN"] ?? "";
  return [
    ...(key === "" || key.includes("replace-with")
      ? [`PUBLIC_CLERK_PUBLISHABLE_KEY "${key}": copy yours from Clerk's dashboard, under API keys`]
      : []),
    ...(origin === "" || isExampleHost(origin)
      ? [`APP_ORIGIN "${origin}": the address people will open`]
      : []),
    ...routes
      .filter(isExampleHost)
      .map((route) => `routes "${route}": a host name of a zone in your Cloudflare account`),
    ...databases
      .filter(({ id }) => NO_DATABASE.test(id))
      .map(({ id }) => `database_id "${id}": what "npx wrangler d1 create ${workerName}" prints`),
  ];
}

/** Throws `Mendable`, naming each example value that is left. */
export function refuseExampleValues(target: Target): void {
  const left = exampleValues(target);
  if (left.length === 0) return;
  throw new Mendable(
    [`wrangler.toml still has example values under [env.${target.environment}]:`, ...left].join("\n  "),
  );
}

const NO_DATABASE = /^[0-]*\d?$/;

/** Names under .example belong to nobody (RFC 2606). */
function isExampleHost(address: string): boolean {
  return /\.example(?:[:/]|$)/.test(address);
}
