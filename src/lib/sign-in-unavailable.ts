import { plainPage } from "#src/lib/plain-page.ts";
import { isApiPath, problem } from "#src/lib/problem.ts";

const RETRY_AFTER_SECONDS = 10;

/**
 * What a person sees when Clerk cannot be asked about their session, and so nobody can say who they are.
 * `path` is the page of the site that they wanted, `cure` what whoever runs the site can do.
 */
export function signInUnavailable(path: string, cure?: string): Response {
  const page = plainPage({
    title: "Sign-in is unavailable",
    heading: "Sign-in is unavailable right now",
    sentences: [
      "Orgstead cannot reach the service that signs people in. Nothing of yours is lost, and you are not signed out.",
      cure ?? "Try again in a moment.",
    ],
    link: { path, label: "Try again" },
  });
  return new Response(page, {
    status: 503,
    headers: { "content-type": "text/html; charset=utf-8", "retry-after": `${RETRY_AFTER_SECONDS}` },
  });
}

/** The same for a path of the site that was asked for while Clerk's Backend API is down or silent; logs it. */
export function backendUnavailable(address: string): Response {
  console.warn(JSON.stringify({ event: "clerk-unavailable", api: "backend" }));
  const { pathname, search } = new URL(address);
  if (isApiPath(pathname)) {
    return problem("unavailable", { headers: { "retry-after": `${RETRY_AFTER_SECONDS}` } });
  }
  return signInUnavailable(`${pathname}${search}`);
}
