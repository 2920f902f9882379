import { claimsOf } from "#src/edge/token-shape.ts";
import { parseCookies, writeCookies } from "#src/lib/cookie-header.ts";

/*
 * Two kinds of cookie make Clerk's SDK ask the Backend API before anybody is known: a handshake nonce, and a
 * refresh token beside an expired session token. Anybody can make them up, so worker.ts limits both by
 * address. Everything else is decided without a call.
 */

export const NONCE_COOKIE = "__clerk_handshake_nonce";
const REFRESH = /^__refresh_/;
const SESSION = /^__session(_[\w-]+)?$/;

export type ClerkCall = "nonce" | "refresh";

/** Which call Clerk's SDK will make for this request before a page is reached; null when none. */
export function clerkCallOf(request: Request, nowMs: number): ClerkCall | null {
  const cookies = parseCookies(request.headers.get("cookie"));
  if (cookies.some(([name]) => name === NONCE_COOKIE) || asksByAddress(request)) return "nonce";
  if (request.method !== "GET" || !cookies.some(([name]) => REFRESH.test(name))) return null;
  const sessions = cookies.filter(([name]) => SESSION.test(name));
  return sessions.some(([, token]) => isExpired(token, nowMs)) ? "refresh" : null;
}

/** The request without refresh tokens: an expired session then takes the handshake's way. */
export function withoutRefreshTokens(request: Request): Request {
  const kept = parseCookies(request.headers.get("cookie")).filter(([name]) => !REFRESH.test(name));
  const changed = new Request(request);
  changed.headers.set("cookie", writeCookies(kept));
  return changed;
}

function asksByAddress(request: Request): boolean {
  return request.url.includes(NONCE_COOKIE) && new URL(request.url).searchParams.has(NONCE_COOKIE);
}

function isExpired(token: string, nowMs: number): boolean {
  const exp = claimsOf(token)?.["exp"];
  return typeof exp !== "number" || exp * 1000 < nowMs;
}
