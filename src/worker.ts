import { handle } from "@astrojs/cloudflare/handler";
import { asApiRequest } from "#src/edge/api-request.ts";
import { withCappedBody } from "#src/edge/body-cap.ts";
import { atCanonicalPath } from "#src/edge/canonical-path.ts";
import { clerkCallOf, leaveSwitchToHandshake, withoutRefreshTokens } from "#src/edge/clerk-calls.ts";
import { isProxyPath, proxyToClerk } from "#src/edge/clerk-proxy.ts";
import { answerInOneStep } from "#src/edge/development-handshake.ts";
import { withNonce } from "#src/edge/nonce.ts";
import {
  isWebhookPath,
  methodsOf,
  refuse,
  refuseAuthorization,
  withoutOverrides,
  withoutStrayTokens,
  type GateRules,
  type Refusal,
} from "#src/edge/request-gate.ts";
import { newNonce, secureHeaders, setCommonHeaders, type HeaderRules } from "#src/edge/response-headers.ts";
import { withSecondTry } from "#src/edge/second-try.ts";
import { runJobs } from "#src/jobs/run-jobs.ts";
import type { Config } from "#src/lib/config.ts";
import { failureResponse } from "#src/lib/failure.ts";
import { plainPage } from "#src/lib/plain-page.ts";
import { isApiPath, problem } from "#src/lib/problem.ts";
import { mayCallClerk, openDatabase, readConfig } from "#src/platform.ts";
import { answerWebhook } from "#src/webhooks/answer-webhook.ts";

const MAX_FORM_BYTES = 256 * 1024;
/** Clerk takes profile images up to 10 MB. */
const MAX_PROXIED_BYTES = 10 * 1024 * 1024;
/** The period of CLERK_CALLS in wrangler.toml. */
const CLERK_CALLS_PERIOD_SECONDS = 10;

export default {
  /** Every request that is not a static file: the edge's rules, then Clerk's proxy or the site. */
  async fetch(request, env, context): Promise<Response> {
    try {
      const config = readConfig();
      const response = await answer(request, config, (checked) => handle(checked, env, context));
      return finished(request, response, config);
    } catch (error) {
      // The last resort; what a page throws is caught in middleware.ts.
      const response = failureResponse(error, new URL(request.url).pathname);
      response.headers.set("cache-control", "private, no-store");
      return response;
    }
  },

  /** By the schedules of wrangler.toml. A replica may lag behind what the last run wrote. */
  async scheduled({ cron, scheduledTime }): Promise<void> {
    await runJobs(openDatabase("first-primary"), cron, scheduledTime);
  },
} satisfies ExportedHandler<Cloudflare.Env>;

async function answer(
  request: Request,
  config: Config,
  site: (request: Request) => Promise<Response>,
): Promise<Response> {
  const rules: GateRules = {
    origin: config.origin,
    production: config.publishableKey.startsWith("pk_live_"),
  };
  const asked = atCanonicalPath(request);
  const refusal = refuse(asked, rules);
  if (refusal !== null) return turnAway(asked, refusal);
  const { pathname } = new URL(asked.url);
  const proxied = isProxyPath(pathname);
  const tokenRefusal = proxied ? null : refuseAuthorization(asked);
  if (tokenRefusal !== null) return turnAway(asked, tokenRefusal);
  const clean = withoutOverrides(asked, rules);
  const capped = await withCappedBody(clean, proxied ? MAX_PROXIED_BYTES : MAX_FORM_BYTES);
  if (capped === null) {
    return refused(asked, { status: 413, code: "too_large", text: "That is more than can be sent at once." });
  }
  if (isWebhookPath(pathname)) {
    return answerWebhook(capped, config.webhookSecret, openDatabase("first-primary"));
  }
  if (proxied) {
    const answered = config.proxied ? await proxyToClerk(capped, config) : null;
    return answered ?? refused(asked, { status: 404, code: "not_found", text: "Not found" });
  }
  const own = withoutStrayTokens(capped, rules);
  return withSecondTry(isApiPath(pathname) ? asApiRequest(own) : own, async (tried) => {
    const limited = await limitClerkCalls(leaveSwitchToHandshake(tried, Date.now()));
    if (limited === null) return tooManySignIns(tried);
    return rules.production ? site(limited) : answerInOneStep(limited, site);
  });
}

/**
 * The request, if it may cost the calls to Clerk that it asks for. Over the limit of its address, a refresh
 * token is left out, and a nonce, which nothing can replace, makes it null. A bearer token is never refreshed:
 * the refresh token beside it is that of the browser's own session.
 */
async function limitClerkCalls(request: Request): Promise<Request | null> {
  if (request.headers.has("authorization")) return withoutRefreshTokens(request);
  const call = clerkCallOf(request, Date.now());
  if (call === null) return request;
  if (await mayCallClerk(request.headers.get("cf-connecting-ip") ?? "unknown")) return request;
  return call === "refresh" ? withoutRefreshTokens(request) : null;
}

function tooManySignIns({ url }: Request): Response {
  const { pathname, search } = new URL(url);
  const page = plainPage({
    title: "Too many sign-ins",
    heading: "Too many sign-ins from your network",
    sentences: [`Wait ${CLERK_CALLS_PERIOD_SECONDS} seconds, then try again.`],
    link: { path: `${pathname}${search}`, label: "Try again" },
  });
  return new Response(page, {
    status: 429,
    headers: { "content-type": "text/html; charset=utf-8", "retry-after": `${CLERK_CALLS_PERIOD_SECONDS}` },
  });
}

function headerRulesOf(config: Config): HeaderRules {
  return { origin: config.origin, frontendApiHost: config.proxied ? null : config.frontendApiHost };
}

/** Step 10: charset, nonce, headers; a redirect that would re-send a form elsewhere is made a plain one. */
function finished(request: Request, response: Response, config: Config): Response {
  const headerRules = headerRulesOf(config);
  const type = response.headers.get("content-type");
  if (isProxyPath(new URL(request.url).pathname) && type?.startsWith("text/html") !== true) {
    setCommonHeaders(response.headers, headerRules);
    return response;
  }
  const nonce = newNonce();
  // Clerk adds its data only to a content type without charset, so the charset comes after it.
  const isPage = type === "text/html";
  const { body } = isPage && response.body !== null ? withNonce(response, nonce) : response;
  const status = resendsForm(request, response) ? 303 : response.status;
  const finishedResponse = new Response(body, { status, headers: response.headers });
  if (isPage) finishedResponse.headers.set("content-type", "text/html; charset=utf-8");
  secureHeaders(finishedResponse.headers, nonce, headerRules);
  return finishedResponse;
}

function resendsForm(request: Request, response: Response): boolean {
  return (response.status === 307 || response.status === 308) && request.method === "POST";
}

/** The refusal, once the body is in: workerd drops the connection of a request that is answered before. */
async function turnAway(request: Request, refusal: Refusal): Promise<Response> {
  await withCappedBody(request, MAX_FORM_BYTES);
  return refused(request, refusal);
}

function refused(request: Request, { status, code, text }: Refusal): Response {
  const { pathname } = new URL(request.url);
  const headers = {
    ...(status === 405 && { allow: methodsOf(pathname).join(", ") }),
    ...(status === 401 && { "www-authenticate": "Bearer" }),
  };
  if (isApiPath(pathname)) return problem(code, { headers });
  return new Response(text, { status, headers: { "content-type": "text/plain; charset=utf-8", ...headers } });
}
