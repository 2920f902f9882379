import { parseSetCookie } from "#src/lib/cookie-header.ts";

const SESSION_OR_SINCE = /^__(session|client_uat)(_|$)/;

/** Whether an answer carries what a handshake or a refresh brought: a session, or that there is none. */
export function bringsSession({ headers }: Response): boolean {
  return headers
    .getSetCookie()
    .map(parseSetCookie)
    .some((cookie) => cookie !== null && SESSION_OR_SINCE.test(cookie.pair[0]));
}

/** Whether an answer sends the browser to Clerk's Frontend API, to come back with a session. */
export function asksForHandshake({ status, headers }: Response): boolean {
  const location = headers.get("location") ?? "";
  const leads = status === 307 && URL.canParse(location);
  return leads && new URL(location).pathname.endsWith("/v1/client/handshake");
}
