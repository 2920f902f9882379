import { clerkMiddleware } from "@clerk/astro/server";
import type { APIContext, MiddlewareHandler } from "astro";
import { admit, type Admission } from "#src/auth/access.ts";
import type { Caller, Session } from "#src/auth/caller.ts";
import { readSession } from "#src/auth/clerk-session.ts";
import { Database } from "#src/db/database.ts";
import { TenantScope } from "#src/db/tenant-scope.ts";
import type { Config } from "#src/lib/config.ts";
import { failureResponse } from "#src/lib/failure.ts";
import { openDatabase, readConfig } from "#src/platform.ts";

/** How long after a write its author reads from a replica at least as new as that write. */
const BOOKMARK_SECONDS = 300;

let clerk: MiddlewareHandler | undefined;

/** Request → who is calling, for which organization, and whether they may enter. Then the page. */
export const onRequest: MiddlewareHandler = async (context, next) => {
  try {
    return await answerRequest(context, next);
  } catch (error) {
    // Here, since Astro would turn it into an empty 500 of its own.
    return failureResponse(error);
  }
};

async function answerRequest(context: APIContext, next: () => Promise<Response>): Promise<Response> {
  const config = readConfig();
  clerk ??= clerkFor(config);
  const held: { redirect?: Response } = {};
  const answer = await clerk(context, async () => {
    const response = await answerCaller(context, config, next);
    if (!isRedirect(response)) return response;
    // @clerk/astro answers a redirect of ours with one of its own, without the cookies of the handshake or
    // refresh it has just made (clerk-middleware.ts, serverRedirectWithAuth). So it is shown an empty page.
    held.redirect = response;
    return new Response(null);
  });
  if (answer === undefined) throw new Error("clerkMiddleware gave no answer");
  return held.redirect === undefined ? answer : withHeadersOf(answer, held.redirect);
}

function clerkFor(config: Config): MiddlewareHandler {
  return clerkMiddleware({
    jwtKey: config.jwtKey,
    authorizedParties: [config.origin],
    organizationSyncOptions: {
      organizationPatterns: ["/orgs/:slug", "/orgs/:slug/(.*)"],
      personalAccountPatterns: ["/me", "/me/(.*)"],
    },
  });
}

async function answerCaller(
  context: APIContext,
  config: Config,
  next: () => Promise<Response>,
): Promise<Response> {
  const session = sessionOf(context, config);
  const visit = {
    routePattern: context.routePattern,
    method: context.request.method,
    organization: context.params["slug"],
  };
  const admission = admit(visit, session);
  if (admission.kind !== "enter") return turnedAway(context, admission);
  const connection = openDatabase(readBookmark(context, config));
  context.locals.caller = callerOf(session, new Database(connection));
  const response = await next();
  if (context.request.method === "POST") keepBookmark(context, config, connection.getBookmark());
  return response;
}

function sessionOf({ locals }: APIContext, config: Config): Session {
  const auth = locals.auth({ treatPendingAsSignedOut: false });
  const reading = readSession(auth, {
    issuer: `https://${config.frontendApiHost}`,
    authorizedParties: [config.origin],
  });
  if (reading.refusal !== undefined) {
    console.warn(JSON.stringify({ event: "session-refused", claim: reading.refusal }));
  }
  return reading.session;
}

/** The one birthplace of a tenant scope in a request: tenant and scope cannot disagree. */
function callerOf(session: Session, database: Database): Caller<TenantScope> {
  if (session.kind !== "member") return session;
  return { ...session, scope: new TenantScope(session.tenant.orgId, database) };
}

function turnedAway(context: APIContext, admission: Exclude<Admission, { kind: "enter" }>): Response {
  switch (admission.kind) {
    case "closed":
      return new Response("Not found", { status: 404 });
    case "method-not-allowed":
      return new Response("Method not allowed", { status: 405, headers: { allow: admission.allow } });
    case "forbidden":
      return new Response("Your role in this organization does not allow that.", { status: 403 });
    case "go":
      return context.redirect(admission.path, 303);
    case "sign-in":
      return context.redirect(signInPath(context), 303);
  }
}

/** Sign-in, and from there back to the page that was asked for; a form's page, for a form. */
function signInPath({ url }: APIContext): string {
  const back = `${url.pathname}${url.search}`;
  return `/sign-in?redirect_url=${encodeURIComponent(back)}`;
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

// A __Host- cookie must be Secure, which a local http origin cannot be everywhere.
function bookmarkCookie(config: Config): string {
  return config.origin.startsWith("https:") ? "__Host-bookmark" : "bookmark";
}

function readBookmark({ cookies }: APIContext, config: Config): string | null {
  const bookmark = cookies.get(bookmarkCookie(config))?.value ?? "";
  return /^[\w-]{1,200}$/.test(bookmark) ? bookmark : null;
}

function keepBookmark({ cookies }: APIContext, config: Config, bookmark: string | null): void {
  if (bookmark === null) return;
  cookies.set(bookmarkCookie(config), bookmark, {
    path: "/",
    httpOnly: true,
    sameSite: "lax",
    secure: config.origin.startsWith("https:"),
    maxAge: BOOKMARK_SECONDS,
  });
}
