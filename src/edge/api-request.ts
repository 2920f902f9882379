import { NONCE_COOKIE } from "#src/edge/clerk-calls.ts";
import { parseCookies, writeCookies } from "#src/lib/cookie-header.ts";

const HANDSHAKE: ReadonlySet<string> = new Set(["__clerk_handshake", NONCE_COOKIE]);

/**
 * The request as one that no browser shows, also where it is opened in a tab: an API answers in JSON, and never
 * sends anybody through a handshake or takes the result of one.
 */
export function asApiRequest(request: Request): Request {
  const address = new URL(request.url);
  for (const name of HANDSHAKE) address.searchParams.delete(name);
  const plain = new Request(address, request);
  plain.headers.set("sec-fetch-dest", "empty");
  const cookies = parseCookies(request.headers.get("cookie"));
  const kept = cookies.filter(([name]) => !HANDSHAKE.has(name));
  if (kept.length < cookies.length) plain.headers.set("cookie", writeCookies(kept));
  return plain;
}
