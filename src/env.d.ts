declare namespace App {
  interface Locals {
    /** Set by middleware.ts before any page runs. */
    caller: import("#src/auth/caller.ts").Caller<import("#src/db/tenant-scope.ts").TenantScope>;
  }
}

declare namespace Cloudflare {
  interface Env {
    DB: D1Database;
    ASSETS: Fetcher;
  }
}
