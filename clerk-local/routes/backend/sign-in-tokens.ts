import type { SignInTokenJSON } from "@clerk/backend";
import type { Call } from "#clerk-local/dispatch.ts";
import type { Instance } from "#clerk-local/instance.ts";
import type { SignInTokenRecord } from "#clerk-local/state/records.ts";
import * as rules from "#clerk-local/rules/sign-in-tokens.ts";

/** Clerk's default: thirty days. */
const LIFETIME_SECONDS = 30 * 24 * 60 * 60;

/** POST /v1/sign_in_tokens: `user_id`, `org_id`, `expires_in_seconds` (backend/api/endpoints/SignInTokenApi.ts). */
export async function createSignInToken(call: Call): Promise<Response> {
  const token = await rules.createSignInToken(call, {
    userId: call.fields.required("user_id"),
    orgId: call.fields.text("org_id"),
    lifetimeSeconds: call.fields.number("expires_in_seconds") ?? LIFETIME_SECONDS,
  });
  return Response.json(signInTokenJson(call.instance, token));
}

/** POST /v1/sign_in_tokens/:id/revoke (backend/api/endpoints/SignInTokenApi.ts). */
export function revokeSignInToken({ tables, instance, clock, segment }: Call): Response {
  const revoked = rules.revokeSignInToken(tables, segment("id"), clock.nowMs);
  return Response.json(signInTokenJson(instance, revoked));
}

function signInTokenJson({ appOrigin }: Instance, token: SignInTokenRecord): SignInTokenJSON {
  return {
    object: "sign_in_token",
    id: token.id,
    user_id: token.userId,
    token: token.token,
    status: token.status,
    // Clerk's form takes the ticket from there (ui: SignInStart).
    url: `${appOrigin}/sign-in?__clerk_ticket=${token.token}`,
    created_at: token.createdAtMs,
    updated_at: token.updatedAtMs,
  };
}
