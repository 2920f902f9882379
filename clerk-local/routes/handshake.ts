import { type CookieScope, handshakeDirectives, nonceDirective } from "#clerk-local/cookies.ts";
import { issueToken } from "#clerk-local/issue-token.ts";
import type { Call } from "#clerk-local/dispatch.ts";
import { notFound, wrongField } from "#clerk-local/errors.ts";
import { randomText } from "#clerk-local/ids.ts";
import { activate, createClient, liveSessions } from "#clerk-local/sessions.ts";
import { findBrowser } from "./browser.ts";

/** The site fetches the payload within one redirect; a minute is what its cookie lives too. */
const NONCE_TTL_SECONDS = 60;
const NONCE_LENGTH = 40;

/**
 * GET /v1/client/handshake: sends the browser back to `redirect_url` with a nonce, for which the site's server
 * gets the cookies (backend/tokens/handshake.ts). The nonce travels in the query at a development instance, in
 * a cookie at a production one. `organization_id` (an id, a slug, or nothing for the personal account) is made
 * the session's active organization if the person is a member; otherwise the session stays as it is.
 *
 * Stricter than Clerk: only the site's own origin is sent back to. Simplified: `format=token` is not answered.
 */
export async function handshake(call: Call): Promise<Response> {
  const back = backTo(call);
  const nonce = randomText(NONCE_LENGTH);
  const scope: CookieScope = { instance: call.instance, secure: back.protocol === "https:" };
  const directives = await directivesFor(call, scope);
  const expiresAtMs = call.clock.nowMs + NONCE_TTL_SECONDS * 1000;
  call.tables.handshakes.put({ id: nonce, directives, expiresAtMs });
  const headers = new Headers({ "cache-control": "no-store" });
  if (call.instance.isDevelopment) back.searchParams.set("__clerk_handshake_nonce", nonce);
  else headers.append("set-cookie", nonceDirective(scope, nonce, NONCE_TTL_SECONDS));
  headers.set("location", back.href);
  return new Response(null, { status: 307, headers });
}

/**
 * GET /v1/clients/handshake_payload: `{directives}` (backend/api/endpoints/ClientApi.ts). A nonce can be read
 * again until it expires: @clerk/astro drops the cookies where a page answers with a redirect, and the next
 * request then comes with the same nonce.
 */
export function handshakePayload({ tables, query, clock }: Call): Response {
  const found = tables.handshakes.get(query.get("nonce") ?? "");
  if (found === null || clock.nowMs >= found.expiresAtMs) throw notFound("handshake payload");
  return Response.json({ directives: found.directives });
}

async function directivesFor(call: Call, scope: CookieScope): Promise<string[]> {
  const { tables, clock, query } = call;
  const client = findBrowser(call) ?? createClient(tables, clock);
  const session = liveSessions(tables, client.id, clock.nowMs).at(-1);
  if (session === undefined)
    return handshakeDirectives(scope, { client: { ...client, uatSeconds: 0 }, signedIn: null });
  const asked = query.get("organization_id");
  const active = asked === null ? session : activate(tables, session, asked);
  return handshakeDirectives(scope, {
    client,
    signedIn: { session: active, token: await issueToken(call, active) },
  });
}

function backTo({ query, instance }: Call): URL {
  const given = query.get("redirect_url") ?? "";
  const url = URL.canParse(given) ? new URL(given) : null;
  if (url !== null && url.origin === instance.appOrigin) return url;
  throw wrongField(
    "form_param_value_invalid",
    "redirect_url",
    `redirect_url must be on ${instance.appOrigin}.`,
  );
}
