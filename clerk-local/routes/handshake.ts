import { configurationOf } from "#clerk-local/configuration.ts";
import {
  carrierDirective,
  type CookieScope,
  type Finding,
  handshakeDirectives,
} from "#clerk-local/cookies.ts";
import type { Call } from "#clerk-local/dispatch.ts";
import { notFound, wrongField } from "#clerk-local/errors.ts";
import { randomText } from "#clerk-local/ids.ts";
import { issueToken } from "#clerk-local/tokens/issue-token.ts";
import { activate, activeSession, createClient } from "#clerk-local/rules/sessions.ts";
import { signToken } from "#clerk-local/tokens/session-token.ts";
import { findBrowser } from "./frontend/browser.ts";

/** The site fetches the payload within one redirect; a minute is what its cookie lives too. */
const NONCE_TTL_SECONDS = 60;
const NONCE_LENGTH = 40;

/**
 * GET /v1/client/handshake: sends the browser back to `redirect_url` with the cookies that it should have, as
 * the site's server reads them (backend/tokens/handshake.ts): by a nonce where the site asks for `format=nonce`
 * (every SDK here does), else in a signed token. Either travels in the query at a development instance, in a
 * cookie at a production one. `organization_id` (an id, a slug, or nothing for the personal account) is made the
 * session's active organization if the person is a member; otherwise the session stays as it is.
 *
 * Stricter than Clerk: only the site's own origin is sent back to. Simplified: both forms of the cookies come,
 * whatever `suffixed_cookies` says.
 */
export async function handshake(call: Call): Promise<Response> {
  const back = backTo(call);
  const scope: CookieScope = { instance: call.instance, secure: back.protocol === "https:" };
  const carrier = call.query.get("format") === "nonce" ? "__clerk_handshake_nonce" : "__clerk_handshake";
  const directives = handshakeDirectives(scope, { ...(await findOut(call)), carrier });
  const value =
    carrier === "__clerk_handshake" ? await handshakeToken(call, directives) : storeNonce(call, directives);
  const headers = new Headers({ "cache-control": "no-store" });
  if (call.instance.isDevelopment) back.searchParams.set(carrier, value);
  else {
    const directive = carrierDirective(scope, { carrier, value, ttlSeconds: NONCE_TTL_SECONDS });
    headers.append("set-cookie", directive);
  }
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

function storeNonce({ tables, clock }: Call, directives: readonly string[]): string {
  const expiresAtMs = clock.nowMs + NONCE_TTL_SECONDS * 1000;
  return tables.handshakes.put({ id: randomText(NONCE_LENGTH), directives, expiresAtMs }).id;
}

/** Read by verifyHandshakeToken (backend/tokens/handshake.ts); its category is that of session tokens. */
async function handshakeToken({ tables }: Call, directives: readonly string[]): Promise<string> {
  const { signingKey: signedWith } = configurationOf(tables);
  return signToken({ handshake: directives }, { signedWith });
}

async function findOut(call: Call): Promise<Finding> {
  const { tables, clock, query } = call;
  const client = findBrowser(call) ?? createClient(tables, clock);
  const session = activeSession(tables, client.id, clock.nowMs);
  if (session === null) return { client, signedIn: null };
  const asked = query.get("organization_id");
  const active = asked === null ? session : activate(tables, session, asked);
  return { client, signedIn: { session: active, token: await issueToken(call, active) } };
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
