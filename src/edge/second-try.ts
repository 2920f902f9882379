import { clerkCallOf, NONCE_COOKIE, withoutHandshake, withoutRefreshTokens } from "#src/edge/clerk-calls.ts";
import { asksForHandshake, bringsSession } from "#src/edge/handshake-answer.ts";
import { parseCookies } from "#src/lib/cookie-header.ts";
import { backendUnavailable } from "#src/lib/sign-in-unavailable.ts";

/*
 * A nonce that cannot be redeemed makes Clerk's SDK call a person nobody who holds a good session token, and
 * one whose token has expired it would send from handshake to handshake for as long as the Backend API is down.
 * So such a request is tried once more without its nonce: the session cookies decide. Whoever would be sent to
 * a handshake is, unless the browser has just come from one: that one is told that sign-in is unavailable. The
 * SDK's own counter does not tell, since it lives for two seconds, in the folder of one page.
 */

type Site = (request: Request) => Promise<Response>;

/** Says that this browser was sent to a handshake. Believed, since nothing but a message depends on it. */
const SENT = "handshake-sent";
/** Longer than the slowest way there and back. */
const SENT_SECONDS = 30;
const MARK_SENT = `${SENT}=1; Path=/; HttpOnly; SameSite=Lax; Max-Age=${SENT_SECONDS}`;
const CLEAR_SENT = `${SENT}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0`;
const CLEAR_NONCE = `${NONCE_COOKIE}=; Path=/; Max-Age=0`;

/** Answers a request by `site`, a second time where the call to Clerk that it asked for came to nothing. */
export async function withSecondTry(request: Request, site: Site): Promise<Response> {
  const wasSent = hasCookie(request, SENT);
  const answer = await answerByCall(request, site);
  const settled = new Response(answer.body, answer);
  if (asksForHandshake(answer)) settled.headers.append("set-cookie", MARK_SENT);
  else if (wasSent && isEnd(answer)) settled.headers.append("set-cookie", CLEAR_SENT);
  return settled;
}

/** Whether a handshake has come to an end, a good one or none. */
function isEnd(answer: Response): boolean {
  return bringsSession(answer) || answer.status === 503;
}

async function answerByCall(request: Request, site: Site): Promise<Response> {
  const call = clerkCallOf(request, Date.now());
  if (call === null) return site(request);
  const spare = copyOf(request);
  const first = await site(request);
  if (first.status === 429 || bringsSession(first) || mayHaveActed(request, first)) return first;
  return call === "refresh" ? afterRefresh(first, spare, site) : afterNonce(first, spare, site);
}

/**
 * Whether a form was acted on: it led on elsewhere than to sign-in, or failed on the way (lib/failure.ts names
 * its request). The SDK lets a session cookie decide where it throws on what a nonce brought, and what was
 * done then must not be done again.
 */
function mayHaveActed({ method }: Request, { status, headers }: Response): boolean {
  if (method !== "POST") return false;
  const ledOn = status === 303 && headers.get("location")?.startsWith("/sign-in?") !== true;
  return ledOn || headers.has("x-request-id");
}

/** The same request with a body of its own, since one body can be read but once. */
function copyOf(request: Request): Request {
  const { url, method, headers } = request;
  return new Request(url, { method, headers, body: request.clone().body });
}

/** Clerk's SDK goes on to the handshake itself when the refresh fails, but not when no answer comes. */
async function afterRefresh(first: Response, request: Request, site: Site): Promise<Response> {
  if (first.status !== 503) return first;
  const second = await site(withoutRefreshTokens(request));
  return asksForHandshake(second) ? second : first;
}

async function afterNonce(first: Response, request: Request, site: Site): Promise<Response> {
  const clean = withoutHandshake(request);
  // Whoever has waited for Clerk in vain does not wait for a refresh as well.
  const second = await site(first.status === 503 ? withoutRefreshTokens(clean) : clean);
  const isLost = asksForHandshake(second) && hasCookie(request, SENT);
  const answer = isLost ? backendUnavailable(clean.url) : atCleanAddress(request, clean, second);
  if (hasCookie(request, NONCE_COOKIE)) answer.headers.append("set-cookie", CLEAR_NONCE);
  return answer;
}

/** A page whose address still names the nonce is shown at its own address. */
function atCleanAddress(request: Request, clean: Request, page: Response): Response {
  const moves = request.method === "GET" && request.url !== clean.url && !page.headers.has("location");
  if (!moves) return new Response(page.body, page);
  const answer = new Response(null, { status: 303, headers: { location: clean.url } });
  for (const setCookie of page.headers.getSetCookie()) answer.headers.append("set-cookie", setCookie);
  return answer;
}

function hasCookie({ headers }: Request, name: string): boolean {
  return parseCookies(headers.get("cookie")).some(([given]) => given === name);
}
