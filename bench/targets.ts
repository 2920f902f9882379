import { readFileSync } from "node:fs";
import { settingsFor } from "#test/support/site.ts";
import { FOLDERS } from "./build.ts";
import type { Target } from "./target.ts";

export const ORIGIN = "https://app.example.com";
/** The page that is measured: the list of tasks, fifty of them. */
export const TASKS_PAGE = "/orgs/acme/tasks";

/** What is measured, in the order of the table; the others are compared with the first. */
export function targets(): Target[] {
  const local = settingsFor("live", ORIGIN);
  // The build's own file: its vars are the defaults of wrangler.toml.
  const { vars } = JSON.parse(readFileSync(`${FOLDERS.site}/wrangler.json`, "utf8")) as {
    vars: Record<string, string>;
  };
  const site = { bindings: { ...vars, ...local }, outbound: "clerk-local", local } as const;
  const {
    PUBLIC_CLERK_PUBLISHABLE_KEY = "",
    CLERK_SECRET_KEY = "",
    CLERK_API_URL = "",
    CLERK_JWT_KEY = "",
  } = local;
  return [
    {
      rival: "bare",
      name: "a bare Worker",
      folder: FOLDERS.bare,
      bindings: { APP_ORIGIN: ORIGIN, CLERK_JWT_KEY },
      outbound: "clerk-local",
      local,
    },
    { rival: "site", name: "Orgstead", folder: FOLDERS.site, ...site },
    {
      rival: "without-clerk",
      name: "Orgstead without Clerk's middleware",
      folder: FOLDERS.withoutClerk,
      ...site,
    },
    {
      rival: "article",
      name: "the page as the article writes it",
      folder: FOLDERS.article,
      bindings: { PUBLIC_CLERK_PUBLISHABLE_KEY, CLERK_SECRET_KEY, CLERK_API_URL },
      outbound: "remembered",
      local,
    },
  ];
}
