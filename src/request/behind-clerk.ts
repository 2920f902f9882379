import type { APIContext, MiddlewareHandler } from "astro";
import { clerkCallOf, NONCE_COOKIE } from "#src/edge/clerk-calls.ts";
import { parseCookies, parseSetCookie, writeCookies } from "#src/lib/cookie-header.ts";
import { beforeDeadline } from "#src/lib/deadline.ts";
import { signInUnavailable } from "#src/lib/sign-in-unavailable.ts";

type Page = () => Promise<Response>;
type Visit = { readonly clerk: MiddlewareHandler; readonly context: APIContext; readonly page: Page };

const DEADLINE_MS = 3000;
const CLEAR_NONCE = `${NONCE_COOKIE}=; Path=/; Max-Age=0`;
/** The SDK's loop guard (`@clerk/backend` tokens/handshake.ts): at 3 it asks for no further handshake. */
const REDIRECT_COUNT = "__clerk_redirect_count";
// Without a Path, so that it replaces the SDK's own, and for longer than its two seconds.
const LAST_HANDSHAKE = `${REDIRECT_COUNT}=3; HttpOnly; SameSite=Lax; Max-Age=10`;

/**
 * The page's answer with Clerk's middleware around it: the cookies of a handshake or refresh come with every
 * kind of answer, and waiting for Clerk ends. Whoever needs Clerk's Backend API while it is silent or down is
 * told so; whoever has a valid token is not kept from the page by a nonce that cannot be redeemed.
 */
export async function behindClerk(visit: Visit): Promise<Response> {
  const { request } = visit.context;
  const call = clerkCallOf(request, Date.now());
  if (call === null) return pass(visit);
  const answer = (await passInTime(visit)) ?? unavailable(visit);
  const cookies = parseCookies(request.headers.get("cookie"));
  const hasNonce = cookies.some(([name]) => name === NONCE_COOKIE);
  if (!hasNonce || answer.status === 503 || isRedeemed(answer)) return answer;
  request.headers.set("cookie", writeCookies(cookies.filter(([name]) => name !== NONCE_COOKIE)));
  const isReturning = cookies.some(([name]) => name === REDIRECT_COUNT);
  return withoutNonce(await pass(visit), isReturning ? unavailable(visit) : null);
}

/** The answer of a second pass; one that asks for a handshake once more becomes `instead`, if there is one. */
function withoutNonce(answer: Response, instead: Response | null): Response {
  const asksAgain = answer.status === 307;
  const settled = asksAgain && instead !== null ? instead : new Response(answer.body, answer);
  settled.headers.append("set-cookie", CLEAR_NONCE);
  if (asksAgain) settled.headers.append("set-cookie", LAST_HANDSHAKE);
  return settled;
}

async function pass({ clerk, context, page }: Visit): Promise<Response> {
  const held: { redirect?: Response } = {};
  const answer = await clerk(context, async () => {
    const response = await page();
    if (!isRedirect(response)) return response;
    // @clerk/astro answers a redirect of ours with one of its own, without the cookies of the handshake or
    // refresh it has just made (clerk-middleware.ts, serverRedirectWithAuth). So it is shown an empty page.
    held.redirect = response;
    return new Response(null);
  });
  if (answer === undefined) throw new Error("clerkMiddleware gave no answer");
  return held.redirect === undefined ? answer : withHeadersOf(answer, held.redirect);
}

/** Null when Clerk has not decided within the deadline; the page is then not rendered any more. */
async function passInTime({ clerk, context, page }: Visit): Promise<Response | null> {
  const decision = Promise.withResolvers<true>();
  let late = false;
  const answer = pass({
    clerk,
    context,
    page: async () => {
      if (late) throw new Error("Clerk decided too late");
      decision.resolve(true);
      return page();
    },
  });
  late = (await beforeDeadline(Promise.race([decision.promise, answer]), DEADLINE_MS)) === null;
  return late ? null : answer;
}

function unavailable({ context }: Visit): Response {
  console.warn(JSON.stringify({ event: "clerk-unavailable", api: "backend" }));
  const { pathname, searchParams } = new URL(context.url);
  searchParams.delete(NONCE_COOKIE);
  return signInUnavailable(searchParams.size === 0 ? pathname : `${pathname}?${searchParams.toString()}`);
}

/** A redeemed nonce always says since when this browser is signed in, or that it is not. */
function isRedeemed({ headers }: Response): boolean {
  return headers
    .getSetCookie()
    .some((header) => parseSetCookie(header)?.pair[0].startsWith("__client_uat") === true);
}

function isRedirect(response: Response): boolean {
  return response.status >= 300 && response.status < 400 && response.headers.has("location");
}

function withHeadersOf(answer: Response, redirect: Response): Response {
  const headers = new Headers(redirect.headers);
  for (const [name, value] of answer.headers) {
    if (name !== "content-type") headers.append(name, value);
  }
  return new Response(null, { status: redirect.status, headers });
}
