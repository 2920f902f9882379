import {
  always,
  answer,
  EXPIRED,
  type Expected,
  expired,
  expiredBearer,
  expiredReason,
  GOOD,
  kept,
  maybeHandshake,
  type Row,
  signedIn,
  signedOut,
} from "#test/edge/state-machine/row.ts";

const NO_COOKIE = expiredReason("non-eligible-no-refresh-cookie");
const NO_GET = expiredReason("non-eligible-non-get");
const NO_MORE: Expected = { document: signedOut(NO_COOKIE), fetch: signedOut(NO_COOKIE) };

/** Section 1.4: `__clerk_redirect_count` counts handshakes, and at three there is no fourth. */
export const LOOP_GUARD: readonly Row[] = [
  guarded("after one handshake", "1"),
  guarded("after two handshakes", "2"),
  {
    ...guarded("after three handshakes", "3"),
    cookie: { ...NO_MORE, form: kept(NO_GET) },
    bearer: { ...NO_MORE, form: signedOut(NO_GET) },
  },
  guarded("after a count that is no number", "many"),
  // The SDK compares with three alone; only a made-up cookie gets past it.
  guarded("after a made-up count", "4"),
  {
    number: "1.4, 8",
    when: "there is no token, after three handshakes",
    holds: { uat: "yesterday", redirects: "3" },
    cookie: always(signedOut("client-uat-but-no-session-token")),
    bearer: always(signedIn),
  },
  {
    number: "1.4, 11",
    when: "the token is older than the sign-in, after two handshakes",
    holds: { token: GOOD, uat: "a second after the token", redirects: "2" },
    cookie: maybeHandshake("session-token-iat-before-client-uat"),
    bearer: always(signedIn),
  },
  {
    number: "1.4, 5",
    when: "the development browser is missing, after three handshakes",
    at: "test",
    holds: { token: GOOD, uat: "yesterday", devBrowser: false, redirects: "3" },
    cookie: always(signedOut("dev-browser-missing")),
    bearer: always(signedIn),
  },
  ...["3", "4"].map((redirects): Row => {
    const own = answer(303, "/orgs/acme/dashboard?notice=organization");
    return {
      number: "1.4, 14",
      when: `another organization is asked for, after ${redirects} handshakes`,
      path: "/orgs/globex/dashboard",
      holds: { token: GOOD, uat: "yesterday", redirects },
      cookie: { document: own, fetch: own, form: signedIn },
      bearer: { document: own, fetch: own, form: signedIn },
    };
  }),
  {
    number: "1.4, 15",
    when: "the token is good, after three handshakes",
    holds: { token: GOOD, uat: "yesterday", redirects: "3" },
    cookie: always(signedIn),
    bearer: always(signedIn),
  },
];

function guarded(when: string, redirects: string): Row {
  return {
    number: "1.4, 17",
    when: `the token has expired, ${when}`,
    holds: { token: EXPIRED, uat: "yesterday", redirects },
    cookie: expired("non-eligible-no-refresh-cookie"),
    bearer: expiredBearer("non-eligible-no-refresh-cookie"),
  };
}
