import { Refusal, wrongSecretKey } from "./errors.ts";
import type { Instance } from "./instance.ts";

/**
 * The names under which the stand-in answers: loopback, and names that no public resolver knows. `.local`
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
