import type { Headers } from "#test/support/requests.ts";
import type { Site } from "#test/support/site.ts";

/** What a script on a page of the site sends beside its cookies. */
export const FETCH: Headers = { accept: "application/json", "sec-fetch-dest": "empty" };

/** A person's own requests to the API: cookies as their browser sends them. */
export async function apiHeaders(
  site: Site,
  session: Parameters<Site["clerk"]["sessionFor"]>[0],
): Promise<Headers> {
  const { cookies } = await site.clerk.sessionFor(session);
  const pairs = Object.entries(cookies).map(([name, value]) => `${name}=${value}`);
  return { ...FETCH, cookie: pairs.join("; ") };
}

type Answer = {
  readonly status: number;
  readonly headers: { get: (name: string) => string | null };
  readonly text: () => Promise<string>;
};

/**
 * What a refusal of the API says: its status, its code, and whether it is what one must be, a problem body under
 * the request's own id with nothing to follow.
 */
export async function problemOf(answer: Answer): Promise<readonly [number, unknown, boolean]> {
  const text = await answer.text();
  const { headers, status } = answer;
  const isProblem = headers.get("content-type") === "application/problem+json";
  // An object, or nothing that has the fields of one.
  const body: Record<string, unknown> = isProblem ? { ...JSON.parse(text) } : {};
  const isSound =
    isProblem &&
    body["status"] === status &&
    typeof body["detail"] === "string" &&
    body["requestId"] === headers.get("x-request-id") &&
    headers.get("location") === null &&
    headers.get("cache-control") === "private, no-store";
  return [status, isProblem ? body["code"] : text, isSound];
}

type Sent = { readonly method: string; readonly body?: unknown; readonly headers?: Headers };

/** A request that changes something, as a script on a page of the site sends it. */
export function write({ origin }: Site, person: Headers, { method, body, headers }: Sent) {
  return {
    method,
    headers: {
      ...person,
      origin,
      "sec-fetch-site": "same-origin",
      ...(body !== undefined && { "content-type": "application/json" }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  };
}

/** What is the same of two refusals but for the ids of their requests. */
export async function sameBytes(answer: Answer): Promise<string> {
  const text = await answer.text();
  const id = answer.headers.get("x-request-id") ?? "none";
  return `${answer.status} ${text.replaceAll(id, "id")}`;
}
