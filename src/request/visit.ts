import type { APIContext, MiddlewareHandler } from "astro";
import type { Session } from "#src/auth/caller.ts";
import type { Database } from "#src/db/database.ts";
import type { Config } from "#src/lib/config.ts";

export type Next = Parameters<MiddlewareHandler>[1];

/** One request on its way to its page. */
export type Visit = {
  readonly context: APIContext;
  readonly config: Config;
  readonly database: Database;
  readonly session: Session;
  readonly next: Next;
  /** Whether a person may change one thing more by the API; see `platform.ts`. */
  readonly mayWrite: (person: string) => Promise<boolean>;
};

/** Sign-in, and from there back to the page that was asked for; a form's page, for a form. */
export function signInPath({ url }: APIContext): string {
  return `/sign-in?redirect_url=${encodeURIComponent(`${url.pathname}${url.search}`)}`;
}
