import {
  always,
  answer,
  EXPIRED,
  expired,
  expiredBearer,
  type Expected,
  GOOD,
  type Holding,
  maybeHandshake,
  type Row,
  signedIn,
  signedOut,
  unlike,
  unlikeEach,
} from "#test/edge/state-machine/row.ts";

const FRESH: Holding = { token: GOOD, uat: "yesterday" };
const STALE: Holding = { token: EXPIRED, uat: "yesterday" };
const EXPIRED_SESSION = expired("non-eligible-no-refresh-cookie");
const EXPIRED_BEARER = expiredBearer("non-eligible-no-refresh-cookie");
const CROSS_ORIGIN: Expected = {
  ...always(signedIn),
  document: unlike("handshake", "primary-domain-cross-origin-sync", signedIn),
};
/** The payload is JSON's null, on which the SDK throws. */
const NULL_PAYLOAD = "eyJhbGciOiJSUzI1NiJ9.bnVsbA.AA";
const DROPPED = maybeHandshake("client-uat-but-no-session-token");

/** What the edge changes before Clerk's SDK sees a request, and what the SDK alone would have made of it. */
export const EDGE: readonly Row[] = [
  ...[
    "https://mail.example/inbox",
    "https://accounts.evil.example/",
    "https://app.example.com.evil.example/",
  ].map((referer): Row => arrived("13", `from ${referer}`, { referer }, CROSS_ORIGIN)),
  arrived("13", "from a page of the site", { referer: "https://app.example.com/me" }, always(signedIn)),
  // To the SDK it is where the Frontend API is proxied.
  arrived("13", "from the site without https", { referer: "http://app.example.com/" }, always(signedIn)),
  arrived("13", "from an address that is none", { referer: "nowhere" }, always(signedIn)),
  ...[
    { "x-forwarded-host": "evil.example" },
    { "x-forwarded-host": "a:1@evil.example" },
    { "x-forwarded-proto": "javascript" },
    { "x-forwarded-host": "evil.example", "x-forwarded-proto": "http", "x-forwarded-port": "81" },
    { forwarded: "host=evil.example;proto=http" },
  ].map((headers): Row => ({
    number: "17",
    when: `the token has expired and the request says ${JSON.stringify(headers)}`,
    holds: STALE,
    headers,
    cookie: EXPIRED_SESSION,
    bearer: EXPIRED_BEARER,
  })),
  {
    number: "6",
    when: "nobody is signed in and the request says that somebody is",
    holds: { uat: "0" },
    headers: {
      "x-clerk-auth-status": "signed-in",
      "x-clerk-auth-token": "any",
      "x-clerk-auth-reason": "any",
    },
    cookie: always(signedOut("session-token-and-uat-missing")),
  },
  ...["https://evil.example/x", "not-an-address"].map((target): Row => ({
    number: "3",
    when: `the address asks to be sent on to ${target}`,
    at: "test",
    holds: FRESH,
    query: `&__clerk_redirect_url=${encodeURIComponent(target)}`,
    cookie: target.startsWith("https:")
      ? {
          ...unlikeEach("signed-out", "primary-responds-to-syncing", always(signedIn)),
          document: unlike("handshake", "primary-responds-to-syncing", signedIn),
        }
      : always(unlike("throws", null, signedIn)),
    bearer: always(signedIn),
  })),
  withQuery("3", "asks to be sent on", "&__clerk_redirect_url=https%3A%2F%2Fevil.example%2Fx", "live"),
  withQuery("2a", "says that it comes from another domain of the instance", "&__clerk_synced=false"),
  withQuery("4", "names a development browser", "&__clerk_db_jwt=dvb_x&__dev_session=x", "live"),
  {
    number: "17",
    when: "the token has expired and the address says that it comes from another domain of the instance",
    holds: STALE,
    query: "&__clerk_synced=false",
    cookie: EXPIRED_SESSION,
    bearer: EXPIRED_BEARER,
  },
  {
    number: "9",
    when: "the token's payload is JSON's null",
    holds: { token: NULL_PAYLOAD, uat: "yesterday" },
    cookie: unlikeEach("throws", null, DROPPED),
    bearer: always(unlike("signed-out", "token-invalid-signature", answer(401))),
  },
  {
    number: "9",
    when: "the token's header is JSON's null",
    holds: { token: "bnVsbA.e30.AA", uat: "yesterday" },
    bearer: always(unlike("throws", null, answer(401))),
  },
  {
    number: "9",
    when: "the token's payload is JSON's null and its cookie's name has a blank",
    holds: { uat: "yesterday", cookies: { "__session ": NULL_PAYLOAD } },
    forms: ["unsuffixed"],
    cookie: unlikeEach("throws", null, DROPPED),
  },
  {
    number: "0a",
    when: "the Authorization header holds no bearer token, beside a good cookie",
    holds: FRESH,
    headers: { authorization: "Basic dXNlcjpwYXNz" },
    cookie: always(answer(401)),
  },
  {
    number: "14",
    when: "the address spells the organization with an encoded letter",
    path: "/orgs/%61cme/dashboard?tab=2",
    organization: "acme",
    holds: FRESH,
    cookie: {
      ...always(signedIn),
      document: unlike("handshake", "active-organization-mismatch", signedIn),
    },
    bearer: always(signedIn),
  },
];

function arrived(number: string, from: string, headers: Row["headers"], cookie: Expected): Row {
  return {
    number,
    when: `a good session arrives ${from}`,
    holds: FRESH,
    ...(headers && { headers }),
    cookie,
    bearer: always(signedIn),
  };
}

function withQuery(number: string, what: string, query: string, at?: Row["at"]): Row {
  return {
    number,
    when: `the address of a good session ${what}`,
    ...(at !== undefined && { at }),
    holds: FRESH,
    query,
    cookie: always(signedIn),
    bearer: always(signedIn),
  };
}
