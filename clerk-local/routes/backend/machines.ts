import { notFound } from "#clerk-local/errors.ts";

/**
 * POST …/verify of API keys, OAuth access tokens and machine tokens (backend/tokens/verify.ts): always 404, which
 * the SDK reads as a token that is not good. There are none here.
 */
export function refuseMachineToken(): never {
  throw notFound("token");
}
