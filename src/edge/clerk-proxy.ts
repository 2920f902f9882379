import { clerkFrontendApiProxy } from "@clerk/backend/proxy";
import type { Config } from "#src/lib/config.ts";

const PREFIX = "/__clerk";
/** What clerk-js asks for: the Frontend API itself and its script bundles. */
const SERVED = /^\/__clerk\/(v1|npm)\/[\w@.~+,=-][\w@.~+,=/-]*$/;

/** Whether a path is under the proxy's prefix, served or not. */
export function isProxyPath(pathname: string): boolean {
  return pathname === PREFIX || pathname.startsWith(`${PREFIX}/`);
}

/** Null for a path the proxy refuses: `//`, an encoded character, a backslash, dots, another branch. */
export async function proxyToClerk(request: Request, config: Config): Promise<Response | null> {
  const { pathname } = new URL(request.url);
  if (!SERVED.test(pathname) || pathname.includes("//") || pathname.includes("/..")) return null;
  const answer = await clerkFrontendApiProxy(request, {
    proxyPath: PREFIX,
    publishableKey: config.publishableKey,
    secretKey: config.secretKey,
    ...(config.frontendApiUrl !== null && { fapiUrl: config.frontendApiUrl }),
  });
  const response = new Response(answer.body, answer);
  if (pathname.startsWith(`${PREFIX}/v1/`)) response.headers.set("cache-control", "private, no-store");
  return response;
}
