import { createClerkClient } from "@clerk/backend";
import { isClerkAPIResponseError } from "@clerk/backend/errors";
import { beforeDeadline } from "#src/lib/deadline.ts";
import { fail, ok, type Result } from "#src/lib/result.ts";
import { readConfig } from "#src/platform.ts";

/** Why Clerk did not do what it was asked about an organization, or may have. */
export type CallFailure =
  /** Nothing was done: the hour's calls are spent. */
  | { readonly kind: "limited"; readonly retryAfterMs: number }
  /** Nothing was done, and will not be. */
  | { readonly kind: "refused"; readonly code: string }
  /** It may have been done: no answer, or none that can be read. */
  | { readonly kind: "unknown" };

const DEADLINE_MS = 3000;
/** Where no `Retry-After` came. */
const DEFAULT_RETRY_MS = 60 * 1000;

/** Not by a request's context, since a job has none. */
export function organizations() {
  const { secretKey, backendApiUrl } = readConfig();
  return createClerkClient({ secretKey, apiUrl: backendApiUrl, telemetry: { disabled: true } }).organizations;
}

/** What Clerk answered in time, or why there is nothing. */
export async function asked<Value>(call: Promise<Value>): Promise<Result<Value, CallFailure>> {
  try {
    const answer = await beforeDeadline(call, DEADLINE_MS);
    if (answer !== null) return ok(answer);
    return unknown(`no answer within ${DEADLINE_MS} ms`);
  } catch (error) {
    if (!isClerkAPIResponseError(error)) return unknown(error instanceof Error ? error.message : "unknown");
    const { status, retryAfter, errors } = error;
    if (status === 429) {
      return fail({
        kind: "limited",
        retryAfterMs: retryAfter === undefined ? DEFAULT_RETRY_MS : retryAfter * 1000,
      });
    }
    // 401 is about the site's own key: no word about what was asked, which will do once the key is right.
    const isAboutIt = status >= 400 && status < 500 && status !== 401;
    return isAboutIt
      ? fail({ kind: "refused", code: errors[0]?.code ?? "unknown" })
      : unknown(String(status));
  }
}

function unknown(message: string): Result<never, CallFailure> {
  console.warn(JSON.stringify({ event: "clerk-unavailable", message }));
  return fail({ kind: "unknown" });
}
