import { bearerOf, isTokenShaped, machineTokenOf } from "#src/edge/token-shape.ts";
import { parseCookies, writeCookies } from "#src/lib/cookie-header.ts";
import { isApiPath, type ProblemCode } from "#src/lib/problem.ts";

export type GateRules = {
  /** The configured public origin. */
  readonly origin: string;
  /** Whether the Clerk instance is a production one, which carries handshakes in cookies only. */
  readonly production: boolean;
};

/** A request refused before the site sees it. */
export type Refusal = {
  readonly status: 400 | 401 | 403 | 404 | 405 | 413 | 421 | 429;
  /** How the API names the same. */
  readonly code: ProblemCode;
  readonly text: string;
};

const METHODS: readonly string[] = ["GET", "HEAD", "POST"];
const API_METHODS: readonly string[] = [...METHODS, "PUT", "PATCH", "DELETE"];
/** Where Clerk tells what happens there: a program's, with a signature of its own and no session. */
const WEBHOOK_PATH = "/api/webhooks/clerk";
const SAFE_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD"]);
/** Routes of Astro that this site does not use and that answer 500 to junk. */
const UNUSED_ROUTES = /^\/+(_image|_server-islands|_actions)(\/|$)/i;

/** Headers that say for whom a request was forwarded, or that override it. Nothing here believes them. */
const OVERRIDES = [
  /^x-forwarded-/,
  /^x-original-/,
  /^x-rewrite-/,
  /^x-http-method/,
  /^x-method-override$/,
  /^x-clerk-/,
  /^x-astro-/,
  /^forwarded$/,
];

/** What only a multi-domain setup needs; at a development instance the first one redirects anywhere. */
const SYNC_PARAMETERS = ["__clerk_redirect_url", "__clerk_synced"];
/** How a development instance hands a session over; a production one does it in cookies. */
const HANDSHAKE_PARAMETERS = [
  "__clerk_handshake",
  "__clerk_handshake_nonce",
  "__clerk_db_jwt",
  "__dev_session",
];

/** Steps 1 to 3 and 7: method, unused routes, host, origin. Null lets the request through. */
export function refuse(request: Request, rules: GateRules): Refusal | null {
  const url = new URL(request.url);
  if (!methodsOf(url.pathname).includes(request.method)) {
    return { status: 405, code: "method_not_allowed", text: "Method not allowed" };
  }
  if (UNUSED_ROUTES.test(url.pathname)) return { status: 404, code: "not_found", text: "Not found" };
  if (url.host !== new URL(rules.origin).host) {
    return { status: 421, code: "misdirected", text: `This site is served at ${rules.origin} only.` };
  }
  const isSafe =
    SAFE_METHODS.has(request.method) ||
    isWebhookPath(url.pathname) ||
    bringsItsOwnToken(request, url.pathname);
  if (!isSafe && !isSameOrigin(request, rules.origin)) {
    return { status: 403, code: "cross_site", text: "A form of another site cannot be sent here." };
  }
  return null;
}

/** What the edge lets through to a path; which of them a route serves, access.ts says. */
export function methodsOf(pathname: string): readonly string[] {
  if (isWebhookPath(pathname)) return ["POST"];
  return isApiPath(pathname) ? API_METHODS : METHODS;
}

export function isWebhookPath(pathname: string): boolean {
  return pathname === WEBHOOK_PATH;
}

function isSameOrigin(request: Request, origin: string): boolean {
  const site = request.headers.get("sec-fetch-site");
  return request.headers.get("origin") === origin && (site === null || site === "same-origin");
}

/**
 * A program that calls the API with a bearer token and nothing that a browser adds by itself: there is no session
 * for another site to use, so it need not say where it comes from. What it says is checked all the same.
 */
function bringsItsOwnToken({ headers }: Request, pathname: string): boolean {
  const byBrowsers = ["cookie", "origin", "sec-fetch-site"];
  return isApiPath(pathname) && headers.has("authorization") && !byBrowsers.some((name) => headers.has(name));
}

/**
 * Step 5: an Authorization header that is anything but a bearer session token; for the API also anything but what
 * may be a machine's token, which middleware.ts looks at.
 */
export function refuseAuthorization(request: Request): Refusal | null {
  if (!request.headers.has("authorization")) return null;
  const token = bearerOf(request);
  if (token !== null) {
    if (isTokenShaped(token)) return null;
    if (machineTokenOf(token) !== null && isApiPath(new URL(request.url).pathname)) return null;
  }
  return { status: 401, code: "unauthenticated", text: "Unauthorized" };
}

/** Step 4: the request without headers that claim another host, method or caller. */
export function withoutOverrides(request: Request, rules: GateRules): Request {
  const clean = new Request(request);
  for (const name of request.headers.keys()) {
    if (OVERRIDES.some((pattern) => pattern.test(name))) clean.headers.delete(name);
  }
  // The app has one domain: a foreign Referer would send a valid session through a needless handshake.
  const referer = clean.headers.get("referer") ?? "";
  if (!(URL.canParse(referer) && new URL(referer).origin === rules.origin)) clean.headers.delete("referer");
  return clean;
}

/** Steps 6 and 8: the request without tokens that are none, and without handshakes in its address. */
export function withoutStrayTokens(request: Request, rules: GateRules): Request {
  cleanCookies(request.headers);
  const url = new URL(request.url);
  if (url.search === "") return request;
  const length = url.searchParams.size;
  const dropped = rules.production ? [...SYNC_PARAMETERS, ...HANDSHAKE_PARAMETERS] : SYNC_PARAMETERS;
  for (const name of dropped) url.searchParams.delete(name);
  const handshake = url.searchParams.get("__clerk_handshake");
  if (handshake !== null && !isTokenShaped(handshake)) url.searchParams.delete("__clerk_handshake");
  return url.searchParams.size === length ? request : new Request(url, request);
}

const TOKEN_COOKIE = /^(__session(_[\w-]+)?|__clerk_handshake)$/;

/** Drops session and handshake cookies that are not JWTs: Clerk's SDK throws on some of them. */
function cleanCookies(headers: Headers): void {
  const cookies = parseCookies(headers.get("cookie"));
  const kept = cookies.filter(([name, value]) => !TOKEN_COOKIE.test(name) || isTokenShaped(value));
  if (kept.length === cookies.length) return;
  if (kept.length === 0) headers.delete("cookie");
  else headers.set("cookie", writeCookies(kept));
}
