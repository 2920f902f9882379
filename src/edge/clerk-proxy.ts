import { clerkFrontendApiProxy } from "@clerk/backend/proxy";
import type { Config } from "#src/lib/config.ts";
import { beforeDeadline } from "#src/lib/deadline.ts";
import { deadInvitation } from "#src/edge/dead-invitation.ts";
import { signInUnavailable } from "#src/lib/sign-in-unavailable.ts";

const PREFIX = "/__clerk";
/** What clerk-js asks for: the Frontend API itself and its script bundles. */
const SERVED = /^\/__clerk\/(v1|npm)\/[\w@.~+,=-][\w@.~+,=/-]*$/;
/** The paths that a browser's address bar passes through: a session's renewal, and an invitation's link. */
const HANDSHAKE = `${PREFIX}/v1/client/handshake`;
const INVITATION = `${PREFIX}/v1/tickets/accept`;
const DEADLINE_MS = 3000;

/** Whether a path is under the proxy's prefix, served or not. */
export function isProxyPath(pathname: string): boolean {
  return pathname === PREFIX || pathname.startsWith(`${PREFIX}/`);
}

/**
 * Null for a path the proxy refuses: `//`, an encoded character, a backslash, dots, another branch.
 * A Frontend API that is down or late, or has a gateway answer for it, is answered 503: a page of ours for a
 * browser on its way through a handshake or an invitation, Clerk's error envelope for clerk-js. An invitation that
 * Clerk does not take is answered by a page of ours with Clerk's status.
 */
export async function proxyToClerk(request: Request, config: Config): Promise<Response | null> {
  const { pathname, searchParams } = new URL(request.url);
  if (!SERVED.test(pathname) || pathname.includes("//") || pathname.includes("/..")) return null;
  const answer = await askClerk(request, config);
  if (pathname === HANDSHAKE && (answer === null || !leadsBack(answer))) {
    return signInUnavailable(pathOf(searchParams.get("redirect_url"), config.origin), cureOf(config));
  }
  if (pathname === INVITATION && (answer === null || !leadsOn(answer))) {
    const path = `${pathname}?${searchParams.toString()}`;
    const isDead = answer !== null && leadsBack(answer);
    return isDead ? deadInvitation(answer) : signInUnavailable(path, cureOf(config));
  }
  const response = answer === null || isOfGateway(answer) ? unavailable() : new Response(answer.body, answer);
  if (pathname.startsWith(`${PREFIX}/v1/`)) response.headers.set("cache-control", "private, no-store");
  return response;
}

async function askClerk(request: Request, config: Config): Promise<Response | null> {
  const answer = await beforeDeadline(
    clerkFrontendApiProxy(request, {
      proxyPath: PREFIX,
      publishableKey: config.publishableKey,
      secretKey: config.secretKey,
      ...(config.frontendApiUrl !== null && { fapiUrl: config.frontendApiUrl }),
    }),
    DEADLINE_MS,
  );
  // 502 is also how the SDK's proxy reports that it could not connect.
  const reached = answer !== null && answer.status !== 502;
  if (!reached) {
    const url = config.frontendApiUrl ?? undefined;
    console.warn(JSON.stringify({ event: "clerk-unavailable", api: "frontend", url }));
  }
  return reached ? answer : null;
}

function cureOf({ env, frontendApiUrl }: Config): string | undefined {
  if (env !== "local" || frontendApiUrl === null) return undefined;
  return `Nothing answers at ${frontendApiUrl}, where CLERK_FAPI_URL says that Clerk is: start it (npm start does), or correct the setting.`;
}

/** Whether a handshake's answer is what it should be; 4xx other than "too many" is about the request itself. */
function leadsBack({ status }: Response): boolean {
  return status >= 300 && status < 500 && status !== 429;
}

function leadsOn({ status }: Response): boolean {
  return status >= 300 && status < 400;
}

/** Whether something answered in the Frontend API's place, which itself says in JSON what went wrong. */
function isOfGateway({ status, headers }: Response): boolean {
  return status >= 500 && headers.get("content-type")?.startsWith("application/json") !== true;
}

function pathOf(address: string | null, origin: string): string {
  const url = address !== null && URL.canParse(address) ? new URL(address) : null;
  return url !== null && url.origin === origin ? `${url.pathname}${url.search}` : "/";
}

/** In Clerk's error envelope, which clerk-js reads (clerk-js/core/fapiClient.ts). */
function unavailable(): Response {
  const message = "The Frontend API cannot be reached.";
  const body = { errors: [{ code: "service_unavailable", message, long_message: message }] };
  return Response.json(body, { status: 503, headers: { "retry-after": "5" } });
}
