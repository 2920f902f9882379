import {
  always,
  type ClerkState,
  EXPIRED,
  expired,
  expiredBearer,
  expiredReason,
  type Expected,
  GOOD,
  handshake,
  type HeldToken,
  type Holding,
  kept,
  type Row,
  signedIn,
  signedOut,
  unlike,
  type Verdict,
} from "#test/edge/state-machine/row.ts";

const NO_COOKIE = expiredReason("non-eligible-no-refresh-cookie");
const NO_GET = expiredReason("non-eligible-non-get");

const REFRESHED: Verdict = {
  ...signedIn,
  sets: ["refreshed session"],
  calls: ["refresh"],
  cameBy: "server refresh",
};

/** Rows 16 and 17, section 1.5: the refresh on the server, for whatever is no form, and what can go wrong. */
export const REFRESH: readonly Row[] = [
  {
    number: "16",
    when: "the token has expired and the refresh token is its session's",
    holds: { token: EXPIRED, uat: "yesterday", refresh: "own" },
    cookie: { document: REFRESHED, fetch: REFRESHED, form: kept(NO_GET) },
    // The edge leaves the browser's refresh token out beside a bearer token.
    bearer: {
      document: unlike("signed-in", null, handshake(NO_COOKIE)),
      fetch: unlike("signed-in", null, signedOut(NO_COOKIE)),
      form: signedOut(NO_GET),
    },
  },
  refused("the refresh token is made up", "refresh_token_invalid", { refresh: "made up" }),
  refused("the session has been revoked", "session_not_active", { clerk: "revoked session" }),
  refused("the session is unknown", "resource_not_found", { token: { claims: { sid: "sess_unknown" } } }),
  refused("the instance has another key by now", "invalid-session-token", { clerk: "rotated key" }),
  refused("the Backend API is down", "fetch-error", { clerk: { fault: "down" } }),
  refused("the Backend API answers what is no JSON", "fetch-error", { clerk: { fault: "junk" } }),
  refused("the Backend API fails", "internal_clerk_error", { clerk: { fault: "error-500" } }),
  refused("a gateway stands before the Backend API", "unexpected-bapi-error", {
    clerk: { fault: "html-503" },
  }),
  refused("the Backend API has been asked too often", "too_many_requests", {
    clerk: { fault: "rate-limited" },
  }),
  {
    number: "17",
    when: "the expired token names no session",
    holds: { token: { ...EXPIRED, claims: { sid: null } }, uat: "yesterday", refresh: "own" },
    cookie: {
      document: handshake(expiredReason("expired-session-token-missing-sid-claim")),
      fetch: signedOut(expiredReason("expired-session-token-missing-sid-claim")),
      form: signedOut(NO_GET),
    },
    bearer: unrefreshed(expiredReason("expired-session-token-missing-sid-claim")),
  },
  {
    number: "17",
    when: "the refresh token has no suffix, where nobody looks for it",
    holds: { token: EXPIRED, uat: "yesterday", cookies: { __refresh: "any" } },
    cookie: expired("non-eligible-no-refresh-cookie"),
    bearer: expiredBearer("non-eligible-no-refresh-cookie"),
  },
  unused("15", "the token is good", GOOD, always(signedIn)),
  unused("15", "the token ended a second ago", { secondsFromNow: { exp: -1 } }, always(signedIn)),
  unused(
    "18",
    "the token has expired and is signed by another key",
    { ...EXPIRED, signedWith: "second" },
    always(signedOut("token-invalid-signature")),
  ),
];

/** A refresh that fails: the handshake's way, with Clerk's code as the reason. */
function refused(
  when: string,
  why: string,
  {
    clerk,
    refresh = "own",
    token = {},
  }: Pick<Holding, "refresh"> & { clerk?: ClerkState; token?: HeldToken },
): Row {
  const reason = expiredReason(why);
  return {
    number: "17",
    when: `the token has expired and ${when}`,
    ...(clerk !== undefined && { clerk }),
    holds: { token: { ...EXPIRED, ...token }, uat: "yesterday", refresh },
    cookie: {
      document: { ...handshake(reason), calls: ["refresh"] },
      fetch: { ...signedOut(reason), calls: ["refresh"] },
      form: kept(NO_GET),
    },
    bearer: unrefreshed(reason),
  };
}

/** By bearer token, where Clerk's SDK alone would have tried and failed. */
function unrefreshed(reason: string): Expected {
  return {
    document: unlike("handshake", reason, handshake(NO_COOKIE)),
    fetch: unlike("signed-out", reason, signedOut(NO_COOKIE)),
    form: signedOut(NO_GET),
  };
}

function unused(number: string, when: string, token: HeldToken, expected: Expected): Row {
  return {
    number,
    when: `${when}, and the refresh token is not used`,
    holds: { token, uat: "yesterday", refresh: "own" },
    cookie: expected,
    bearer: expected,
  };
}
