import type { TestingTokenJSON } from "@clerk/backend";
import type { Call } from "#clerk-local/dispatch.ts";
import { randomText } from "#clerk-local/ids.ts";

const TTL_SECONDS = 60 * 60;
/** The random part of the token that Clerk's reference of the Backend API shows. */
const RANDOM_LENGTH = 43;

/**
 * POST /v1/testing_tokens: what lets a test pass Clerk's bot protection for an hour; times are in seconds
 * (backend/api/endpoints/TestingTokenApi.ts; `clerkSetup` of @clerk/testing asks for one).
 */
export function createTestingToken({ clock }: Call): Response {
  const nowSeconds = Math.floor(clock.nowMs / 1000);
  const answer: TestingTokenJSON = {
    object: "testing_token",
    token: `${nowSeconds}-c_${randomText(RANDOM_LENGTH)}`,
    expires_at: nowSeconds + TTL_SECONDS,
  };
  return Response.json(answer);
}
