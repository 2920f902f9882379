import { createClerkClient } from "@clerk/backend";
import type { Site } from "#test/support/site.ts";

/** Clerk's own SDK, as a program beside the site uses it. */
export function clerkOf({ settings }: Site) {
  return createClerkClient({
    secretKey: settings["CLERK_SECRET_KEY"] ?? "",
    apiUrl: settings["CLERK_API_URL"] ?? "",
    telemetry: { disabled: true },
  });
}
