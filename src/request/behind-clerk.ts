import type { APIContext, MiddlewareHandler } from "astro";
import { clerkCallOf } from "#src/edge/clerk-calls.ts";
import { beforeDeadline } from "#src/lib/deadline.ts";
import { backendUnavailable } from "#src/lib/sign-in-unavailable.ts";

type Page = () => Promise<Response>;
type Visit = { readonly clerk: MiddlewareHandler; readonly context: APIContext; readonly page: Page };

const DEADLINE_MS = 3000;

/**
 * The page's answer with Clerk's middleware around it: the cookies of a handshake or refresh come with every
 * kind of answer, and waiting for Clerk ends, in a page that says so.
 */
export async function behindClerk(visit: Visit): Promise<Response> {
  const { request } = visit.context;
  if (clerkCallOf(request, Date.now()) === null) return pass(visit);
  return (await passInTime(visit)) ?? backendUnavailable(request.url);
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
