import { asksForAnother } from "#src/auth/organization-paths.ts";
import { bearerOf, claimsOf, machineTokenOf, type MachineToken } from "#src/edge/token-shape.ts";
import { parseCookies, writeCookies, type CookiePair } from "#src/lib/cookie-header.ts";

/*
 * Two kinds of cookie make Clerk's SDK ask the Backend API before anybody is known: a handshake nonce, and a
 * refresh token beside an expired session token. Anybody can make them up, so worker.ts limits both by
 * address. A machine's token does so too: it passes on the API's paths alone, and middleware.ts, which knows the
 * route, limits it. Everything else is decided without a call.
 */

export const NONCE_COOKIE = "__clerk_handshake_nonce";
const REFRESH = /^__refresh_/;
const SESSION = /^__session(_[\w-]+)?$/;

export type ClerkCall = "nonce" | "refresh";

/**
 * Which call Clerk's SDK will make for this request before a page is reached; null when none. A bearer token
 * goes before every cookie but the refresh token, which worker.ts leaves out beside one.
 */
export function clerkCallOf(request: Request, nowMs: number): ClerkCall | null {
  if (request.headers.has("authorization")) return null;
  const cookies = parseCookies(request.headers.get("cookie"));
  if (cookies.some(([name]) => name === NONCE_COOKIE) || asksByAddress(request)) return "nonce";
  if (request.method !== "GET" || !cookies.some(([name]) => REFRESH.test(name))) return null;
  const sessions = cookies.filter(([name]) => SESSION.test(name));
  return sessions.some(([, token]) => isExpired(token, nowMs)) ? "refresh" : null;
}

/** The kind of machine's token that a request is sent with; null without one. */
export function machineTokenIn(request: Request): MachineToken | null {
  const token = bearerOf(request);
  return token === null ? null : machineTokenOf(token);
}

/**
 * The request of a document for another organization than that of its expired session, without refresh tokens:
 * they renew a session as it is, and only a handshake switches its organization.
 */
export function leaveSwitchToHandshake(request: Request, nowMs: number): Request {
  if (clerkCallOf(request, nowMs) !== "refresh" || !isDocument(request)) return request;
  const { pathname } = new URL(request.url);
  const sessions = parseCookies(request.headers.get("cookie")).filter(([name]) => SESSION.test(name));
  const switches = sessions.some(([, token]) => asksForAnother(pathname, claimsOf(token) ?? {}));
  return switches ? withoutRefreshTokens(request) : request;
}

/** The request without refresh tokens: an expired session then takes the handshake's way. */
export function withoutRefreshTokens(request: Request): Request {
  return withCookies(request, ([name]) => !REFRESH.test(name));
}

/** The request without a handshake's result, in its cookies or its address: the session cookies then count. */
export function withoutHandshake(request: Request): Request {
  const address = new URL(request.url);
  for (const name of [NONCE_COOKIE, "__clerk_handshake"]) address.searchParams.delete(name);
  return withCookies(new Request(address, request), ([name]) => name !== NONCE_COOKIE);
}

/** Whether Clerk's SDK would send the request to a handshake (`@clerk/backend` tokens/handshake.ts). */
function isDocument({ method, headers }: Request): boolean {
  if (method !== "GET") return false;
  const destination = headers.get("sec-fetch-dest");
  if (destination !== null) return destination === "document" || destination === "iframe";
  return headers.get("accept")?.startsWith("text/html") === true;
}

function withCookies(request: Request, keeps: (pair: CookiePair) => boolean): Request {
  const changed = new Request(request);
  changed.headers.set("cookie", writeCookies(parseCookies(request.headers.get("cookie")).filter(keeps)));
  return changed;
}

function asksByAddress(request: Request): boolean {
  // Not by the text of the address, where the name may be encoded.
  return request.url.includes("?") && new URL(request.url).searchParams.has(NONCE_COOKIE);
}

function isExpired(token: string, nowMs: number): boolean {
  const exp = claimsOf(token)?.["exp"];
  return typeof exp !== "number" || exp * 1000 < nowMs;
}
