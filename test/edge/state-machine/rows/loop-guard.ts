import {
  always,
  answer,
  EXPIRED,
  expired,
  type Expected,
  expiredReason,
  GOOD,
  handshake,
  kept,
  maybeHandshake,
  type Row,
  signedIn,
  signedOut,
} from "../row.ts";

const EXPIRED_REASON = expiredReason("non-eligible-no-refresh-cookie");
const STALE = { token: EXPIRED, uat: "yesterday" } as const;

/** Section 1.4: `__clerk_redirect_count` counts handshakes, and at three there is no fourth. */
export const LOOP_GUARD: readonly Row[] = [
  ...["1", "2"].map((redirects): Row => {
    const expected = expired("non-eligible-no-refresh-cookie");
    return guarded(`after ${redirects} handshakes`, redirects, expected);
  }),
  guarded("after three handshakes", "3", {
    document: signedOut(EXPIRED_REASON),
    fetch: signedOut(EXPIRED_REASON),
    form: kept(expiredReason("non-eligible-non-get")),
  }),
  guarded("after a count that is no number", "many", expired("non-eligible-no-refresh-cookie")),
  // The SDK compares with three alone; only a made-up cookie gets past it.
  guarded("after a made-up count", "4", { document: handshake(EXPIRED_REASON) }),
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

function guarded(when: string, redirects: string, cookie: Expected): Row {
  return {
    number: "1.4, 17",
    when: `the token has expired, ${when}`,
    holds: { ...STALE, redirects },
    cookie,
  };
}
