import { env } from "cloudflare:workers";
import { parseConfig, type Config } from "#src/lib/config.ts";

let parsed: Config | undefined;

/** The site's settings, parsed once per isolate. Throws `ConfigError`, naming the setting. */
export function readConfig(): Config {
  parsed ??= parseConfig({ ...env });
  return parsed;
}

/**
 * A D1 session: reads come from the nearest replica that is at least as new as `bookmark`; null takes any, and
 * `first-primary` none of them.
 */
export function openDatabase(bookmark: string | null): D1DatabaseSession {
  return env.DB.withSession(bookmark ?? "first-unconstrained");
}

/**
 * Whether an address may cost Clerk's Backend API one more call before its caller is known: ten in ten
 * seconds, as `CLERK_CALLS` in wrangler.toml says, counted per Cloudflare location.
 */
export async function mayCallClerk(address: string): Promise<boolean> {
  const { success } = await env.CLERK_CALLS.limit({ key: address });
  return success;
}

/** Whether a person may change one thing more of an organization by the API: 300 a minute, counted the same way. */
export async function mayWrite(person: string): Promise<boolean> {
  const { success } = await env.API_WRITES.limit({ key: person });
  return success;
}
