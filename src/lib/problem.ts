type Kind = { readonly status: number; readonly title: string; readonly detail: string };

/** What an API answers where it cannot do what was asked, by the code that programs may rely on. */
export const PROBLEMS = {
  bad_request: { status: 400, title: "Bad Request", detail: "That request cannot be read." },
  no_active_org: {
    status: 400,
    title: "Bad Request",
    detail: "This needs an active organization, and your session has none.",
  },
  unauthenticated: {
    status: 401,
    title: "Unauthorized",
    detail: "Sign in, or send a token that is good here as a bearer token.",
  },
  session_pending: {
    status: 401,
    title: "Unauthorized",
    detail: "Something is left to do before this session counts: open the site to finish signing in.",
  },
  cross_site: { status: 403, title: "Forbidden", detail: "Another site cannot change anything here." },
  forbidden: {
    status: 403,
    title: "Forbidden",
    detail: "Your role in this organization does not allow that.",
  },
  not_found: { status: 404, title: "Not Found", detail: "There is nothing here." },
  method_not_allowed: {
    status: 405,
    title: "Method Not Allowed",
    detail: "The Allow header names the methods that are served here.",
  },
  wrong_organization: {
    status: 409,
    title: "Conflict",
    detail: "Another organization is active than the one this request expects. Nothing was done.",
  },
  stale: {
    status: 409,
    title: "Conflict",
    detail:
      "This was changed since the version you sent, or cannot become that from how it is. Read it again.",
  },
  last_admin: {
    status: 409,
    title: "Conflict",
    detail: "An organization needs an admin. Make somebody else one first.",
  },
  organization_full: {
    status: 409,
    title: "Conflict",
    detail: "The organization has as many members and open invitations as it may have.",
  },
  too_large: { status: 413, title: "Content Too Large", detail: "That is more than can be sent at once." },
  unsupported_type: {
    status: 415,
    title: "Unsupported Media Type",
    detail: "Send application/json, in UTF-8 and not compressed.",
  },
  misdirected: { status: 421, title: "Misdirected Request", detail: "This site is served elsewhere." },
  invalid: {
    status: 422,
    title: "Unprocessable Content",
    detail: "Some of what was sent will not do; errors says what, field by field.",
  },
  key_reused: {
    status: 422,
    title: "Unprocessable Content",
    detail: "This Idempotency-Key was sent before, with another request. Choose a new one.",
  },
  rate_limited: {
    status: 429,
    title: "Too Many Requests",
    detail: "That is too much at once, and was not done. Send it again after the seconds in Retry-After.",
  },
  internal: { status: 500, title: "Internal Server Error", detail: "Something went wrong on our side." },
  unavailable: {
    status: 503,
    title: "Service Unavailable",
    detail: "A service that this needs does not answer right now. Try again in a moment.",
  },
} as const satisfies Record<string, Kind>;

export type ProblemCode = keyof typeof PROBLEMS;

type Given = {
  /** A sentence of its own; the code's when not given. */
  readonly detail?: string;
  /** A sentence for each field that will not do. */
  readonly errors?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Where the log already names the request; a new one when not given. */
  readonly requestId?: string;
};

/** Whether an address is the API's, where every answer is JSON. */
export function isApiPath(pathname: string): boolean {
  return pathname === "/api" || pathname.startsWith("/api/");
}

/** A problem body (RFC 9457, of type `about:blank`) with a stable `code`, and a line in the log under its id. */
export function problem(code: ProblemCode, given: Given = {}): Response {
  const { status, title, detail } = PROBLEMS[code];
  const { requestId = crypto.randomUUID() } = given;
  console.info(JSON.stringify({ event: "problem", requestId, code }));
  const { errors } = given;
  const body = { title, status, code, detail: given.detail ?? detail, ...(errors && { errors }), requestId };
  const headers = { "content-type": "application/problem+json", "x-request-id": requestId, ...given.headers };
  return new Response(JSON.stringify(body), { status, headers });
}
