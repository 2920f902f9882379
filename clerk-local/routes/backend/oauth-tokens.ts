import { notFound } from "#clerk-local/errors.ts";

/**
 * POST /oauth_applications/access_tokens/verify (backend/tokens/verify.ts): always 404, which the SDK reads as a token
 * that is not good. Nobody hands any out here.
 */
export function refuseOAuthToken(): never {
  throw notFound("token");
}
