import { parseCookies, parseSetCookie, writeCookies } from "#src/lib/cookie-header.ts";

/*
 * A development instance hands its handshake over in the address, and Clerk's SDK then redirects to the clean
 * address, where the page may well redirect once more, or ask for another handshake. Here the second step is
 * taken at once, so that a handshake costs the same redirects at a development instance as at a production
 * one, and is tried once.
 */

const HANDSHAKE_PARAMETERS = ["__clerk_handshake", "__clerk_handshake_nonce", "__clerk_db_jwt"];
/** The SDK's loop guard: at 3 it asks for no further handshake (`@clerk/backend` tokens/handshake.ts). */
const NO_MORE_HANDSHAKES = ["__clerk_redirect_count", "3"] as const;

/** Answers a request by `site`, a finished handshake together with the redirect that follows from it. */
export async function answerInOneStep(
  request: Request,
  site: (request: Request) => Promise<Response>,
): Promise<Response> {
  const first = await site(request);
  const clean = cleanAddress(request, first);
  const cookies = first.headers.getSetCookie();
  // Without cookies, nothing came of it.
  if (clean === null || cookies.length === 0) return first;
  const next = await site(withCookies(new Request(clean, request), cookies));
  if (next.status === 303) return withSetCookies(next, [...cookies, ...next.headers.getSetCookie()]);
  return withSetCookies(first, [...cookies, ...noMoreFor(clean)]);
}

/** Where the SDK leads after a handshake that came in the address; null for every other answer. */
function cleanAddress(request: Request, { status, headers }: Response): string | null {
  const { searchParams, origin } = new URL(request.url);
  if (status !== 307 || !HANDSHAKE_PARAMETERS.some((name) => searchParams.has(name))) return null;
  const location = headers.get("location") ?? "";
  const clean = URL.canParse(location) ? new URL(location) : null;
  const isClean = clean !== null && !HANDSHAKE_PARAMETERS.some((name) => clean.searchParams.has(name));
  return isClean && clean.origin === origin && !clean.pathname.startsWith("/__clerk/") ? clean.href : null;
}

/**
 * For that one page: the SDK's own has no Path and so is for the page's folder, which may be the whole site. The
 * longer path is sent first and counts. The root's path would be every page's, and whoever goes on from there
 * within two seconds, as a test's browser does, must still get to an organization: there, the SDK's count counts.
 */
function noMoreFor(address: string): string[] {
  const path = new URL(address).pathname.replaceAll(";", "%3B");
  if (path === "/") return [];
  return [`${NO_MORE_HANDSHAKES.join("=")}; Path=${path}; HttpOnly; SameSite=Lax; Max-Age=2`];
}

/** The request as the browser would send it after those Set-Cookie headers. */
function withCookies(request: Request, setCookies: readonly string[]): Request {
  const cookies = new Map(parseCookies(request.headers.get("cookie")));
  for (const set of setCookies.map(parseSetCookie)) {
    if (set?.gone === true) cookies.delete(set.pair[0]);
    else if (set !== null) cookies.set(...set.pair);
  }
  // In the place of the SDK's own, of which it would read the first.
  cookies.set(...NO_MORE_HANDSHAKES);
  request.headers.set("cookie", writeCookies(cookies));
  return request;
}

function withSetCookies(response: Response, setCookies: readonly string[]): Response {
  const headers = new Headers(response.headers);
  headers.delete("set-cookie");
  for (const setCookie of setCookies) headers.append("set-cookie", setCookie);
  return new Response(response.body, { status: response.status, headers });
}
