import { readFileSync } from "node:fs";
import { NEWEST_SHOWN, TASKS_PER_PAGE } from "#src/features/tasks/task.ts";
import { settingsFor } from "#test/support/site.ts";
import { FOLDERS } from "./build.ts";
import type { MeasuredPage, Target } from "./target.ts";

export const ORIGIN = "https://app.example.com";
/** The page that rivals are compared by. */
const TASKS_PAGE: MeasuredPage = { path: "/orgs/acme/tasks", tasks: TASKS_PER_PAGE };
const DASHBOARD: MeasuredPage = { path: "/orgs/acme/dashboard", tasks: NEWEST_SHOWN };

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
      page: TASKS_PAGE,
      folder: FOLDERS.bare,
      bindings: { APP_ORIGIN: ORIGIN, CLERK_JWT_KEY },
      outbound: "clerk-local",
      local,
    },
    { rival: "site", name: "Orgstead", page: TASKS_PAGE, folder: FOLDERS.site, ...site },
    { rival: "dashboard", name: "Orgstead's dashboard", page: DASHBOARD, folder: FOLDERS.site, ...site },
    {
      rival: "without-clerk",
      name: "Orgstead without Clerk's middleware",
      page: TASKS_PAGE,
      folder: FOLDERS.withoutClerk,
      ...site,
    },
    {
      rival: "article",
      name: "the page as the article writes it",
      page: TASKS_PAGE,
      folder: FOLDERS.article,
      bindings: { PUBLIC_CLERK_PUBLISHABLE_KEY, CLERK_SECRET_KEY, CLERK_API_URL },
      outbound: "remembered",
      local,
    },
  ];
}
