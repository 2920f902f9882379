import { createClerkClient } from "@clerk/backend";
import type { Alone } from "./row.ts";
import type { Sent } from "./browser.ts";
import { ORGANIZATION_PATHS } from "#src/auth/organization-paths.ts";
import type { Site } from "#test/support/site.ts";

const NOBODY_LISTENS = "http://127.0.0.1:1";

/**
 * Clerk's SDK as the site sets it, without the site: what it says of a request, reason included, which the site
 * tells nobody.
 */
export function sdkFor({ settings, origin }: Site): (sent: Sent, isClerkDown: boolean) => Promise<Alone> {
  const setting = (name: string) => settings[name] ?? "";
  const clerkAt = (apiUrl: string) =>
    createClerkClient({
      secretKey: setting("CLERK_SECRET_KEY"),
      publishableKey: setting("PUBLIC_CLERK_PUBLISHABLE_KEY"),
      apiUrl,
      telemetry: { disabled: true },
    });
  const up = clerkAt(setting("CLERK_API_URL"));
  const down = clerkAt(NOBODY_LISTENS);
  return async ({ path, init }, isClerkDown) => {
    const clerk = isClerkDown ? down : up;
    try {
      const state = await clerk.authenticateRequest(new Request(`${origin}${path}`, init), {
        jwtKey: setting("CLERK_JWT_KEY"),
        authorizedParties: [origin],
        proxyUrl: `${origin}/__clerk`,
        organizationSyncOptions: ORGANIZATION_PATHS,
        acceptsToken: "any",
      });
      return { status: state.status, reason: state.reason };
    } catch {
      return { status: "throws", reason: null };
    }
  };
}
