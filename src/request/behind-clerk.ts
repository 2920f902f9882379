import type { APIContext, MiddlewareHandler } from "astro";
import { clerkCallOf, machineTokenIn } from "#src/edge/clerk-calls.ts";
import { parseCookies } from "#src/lib/cookie-header.ts";
import { beforeDeadline } from "#src/lib/deadline.ts";
import { backendUnavailable } from "#src/lib/sign-in-unavailable.ts";

type Page = () => Promise<Response>;
type Visit = { readonly clerk: MiddlewareHandler; readonly context: APIContext; readonly page: Page };

const DEADLINE_MS = 3000;
/** Where a handshake's result travels whole. */
const HANDSHAKE_TOKEN = "__clerk_handshake";
/** The SDK's loop guard: at 3 it asks for no further handshake (`@clerk/backend` tokens/handshake.ts). */
const LAST_HANDSHAKE = "__clerk_redirect_count=3; HttpOnly; SameSite=Lax; Max-Age=10";

/**
 * The page's answer with Clerk's middleware around it: the cookies of a handshake or refresh come with every
 * kind of answer, and waiting for Clerk ends, in a page that says so.
 */
export async function behindClerk(visit: Visit): Promise<Response> {
  const { request } = visit.context;
  const asksClerk = clerkCallOf(request, Date.now()) !== null || machineTokenIn(request) !== null;
  if (!asksClerk) return pass(visit);
  return (await passInTime(visit)) ?? backendUnavailable(request.url);
}

async function pass({ clerk, context, page }: Visit): Promise<Response> {
  const held: { redirect?: Response; isDecided?: true } = {};
  const decided = async () => {
    held.isDecided = true;
    const response = await page();
    if (!isRedirect(response)) return response;
    // @clerk/astro answers a redirect of ours with one of its own, without the cookies of the handshake or
    // refresh it has just made (clerk-middleware.ts, serverRedirectWithAuth). So it is shown an empty page.
    held.redirect = response;
    return new Response(null);
  };
  let answer: Response | void;
  try {
    answer = await clerk(context, decided);
  } catch (error) {
    if (held.isDecided === true) throw error;
    // Clerk's answer was none: the SDK takes whatever comes with a good status for an API key (api/request.ts).
    if (machineTokenIn(context.request) !== null) return backendUnavailable(context.request.url);
    if (!carriesHandshakeToken(context)) throw error;
    return withoutHandshakeToken(context);
  }
  if (answer === undefined) throw new Error("clerkMiddleware gave no answer");
  return held.redirect === undefined ? answer : withHeadersOf(answer, held.redirect);
}

function carriesHandshakeToken({ request, url }: APIContext): boolean {
  const cookies = parseCookies(request.headers.get("cookie"));
  return url.searchParams.has(HANDSHAKE_TOKEN) || cookies.some(([name]) => name === HANDSHAKE_TOKEN);
}

/**
 * The way on from a handshake token that the instance has not signed: at a development instance the SDK
 * throws on it (tokens/handshake.ts, handleTokenVerificationErrorInDevelopment).
 */
function withoutHandshakeToken({ url }: APIContext): Response {
  console.warn(JSON.stringify({ event: "handshake-refused" }));
  const address = new URL(url);
  address.searchParams.delete(HANDSHAKE_TOKEN);
  // With its origin: a path that begins with two slashes is another site's address.
  const response = new Response(null, { status: 303, headers: { location: address.href } });
  response.headers.append("set-cookie", `${HANDSHAKE_TOKEN}=; Path=/; Max-Age=0`);
  response.headers.append("set-cookie", LAST_HANDSHAKE);
  return response;
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
