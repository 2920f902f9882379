declare namespace App {
  interface Locals {
    /** Who is calling; set by middleware.ts before any page runs, as is everything below. */
    caller: import("#src/auth/caller.ts").Caller<import("#src/db/tenant-scope.ts").TenantScope>;
    /** The form that was sent, rendered for the organization that is active; null on a GET. */
    form: FormData | null;
    /** A form of this page that its person could not send in time, to be shown filled in; else null. */
    keptForm: FormData | null;
    /** A form that was not let through to its page; null everywhere but on the page that says so. */
    unsentForm: import("#src/request/unsent-form.ts").UnsentForm | null;
    /** The service that forecasts, asked in the caller's name; null where none is set up. */
    externalApi: import("#src/lib/external-api.ts").ExternalApi | null;
    /** How this request was authenticated, for its person to see. */
    describeSession: () => import("#src/auth/session-report.ts").SessionReport | null;
  }
}

declare namespace Cloudflare {
  interface Env {
    DB: D1Database;
    ASSETS: Fetcher;
    CLERK_CALLS: RateLimit;
    API_WRITES: RateLimit;
  }
}

/** What Clerk's `has` and `<Show>` may be asked: never `org:sys_*`, which no token carries. */
interface ClerkAuthorization {
  permission: import("#src/auth/roles.ts").Permission;
  role: keyof typeof import("#src/auth/roles.ts").ROLE_PERMISSIONS;
}
