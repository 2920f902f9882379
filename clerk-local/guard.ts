import { Refusal, wrongSecretKey } from "./errors.ts";
import type { Instance } from "./instance.ts";

/**
 * The names under which the stand-in answers, and to which it sends webhooks: loopback, and names that no public resolver knows. `.local`
 * and `.test` (RFC 6762, RFC 6761) and names without a dot are for tests that reach it inside workerd, as a
 * service named `clerk-local` or `http://clerk.test`.
 */
const LOCAL_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\]|[\w-]+|([\w-]+\.)+(localhost|local|test))$/;

/** The last wall: a stand-in that was deployed by mistake answers nobody. */
export function refuseForeignHost(request: Request): Refusal | null {
  const { hostname } = new URL(request.url);
  if (LOCAL_HOST.test(hostname)) return null;
  return new Refusal(421, "host_not_local", `clerk-local answers on this machine only, not as ${hostname}.`);
}

const LOOPBACK = /^((\w[\w-]*\.)*localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** What a proxy adds to a request: the site's own (backend/proxy.ts), or one that shows this machine to others. */
const PROXY_HEADERS = ["clerk-proxy-url", "clerk-secret-key", "x-forwarded-host"];

/**
 * Whether a request is for the console: a developer's browser, on this machine, at clerk-local's own address.
 * Neither the site's `/__clerk` nor a name that another machine can give to this one leads there.
 */
export function isForConsole(request: Request): boolean {
  const { hostname, pathname } = new URL(request.url);
  if (pathname !== "/" && !pathname.startsWith("/console/")) return false;
  return LOOPBACK.test(hostname) && !PROXY_HEADERS.some((name) => request.headers.has(name));
}

/** Whether a form was sent by a page of this very address. */
export function isSameOrigin(request: Request): boolean {
  const site = request.headers.get("sec-fetch-site") ?? "same-origin";
  return site === "same-origin" && request.headers.get("origin") === new URL(request.url).origin;
}

/** Throws on an address for webhooks that is not one of those names: nothing leaves this machine. */
export function checkEndpoint(endpoint: string): void {
  const { protocol, hostname } = new URL(endpoint);
  if ((protocol === "http:" || protocol === "https:") && LOCAL_HOST.test(hostname)) return;
  throw new Error(`clerk-local: webhooks go to this machine only, not to ${endpoint}.`);
}

export type Api = "backend" | "frontend";

/**
 * Which API a request speaks to. Their paths overlap; the Backend API is the one with a bearer key. The site's
 * proxy sends the secret key to the Frontend API too, as `Clerk-Secret-Key` (backend/proxy.ts).
 */
export function apiOf(request: Request): Api {
  return request.headers.has("authorization") ? "backend" : "frontend";
}

/** Calls that a machine may make with a key of its own; their routes look at it (machines.ts, callingMachine). */
const MACHINE_PATH = /^\/m2m_tokens(\/|$)/;

/** Throws when a key was shown and is not the instance's. */
export function checkSecretKey(request: Request, instance: Instance): void {
  if (MACHINE_PATH.test(new URL(request.url).pathname)) return;
  const bearer = request.headers.get("authorization");
  if (bearer !== null && bearer !== `Bearer ${instance.secretKey}`) throw wrongSecretKey();
  const proxied = request.headers.get("clerk-secret-key");
  if (proxied !== null && proxied !== instance.secretKey) throw wrongSecretKey();
}
