import {
  always,
  EXPIRED,
  expiredBearer,
  GOOD,
  maybeHandshake,
  type Row,
  signedIn,
} from "#test/edge/state-machine/row.ts";

const BEARER = always(signedIn);

/** Rows 7, 8, 11 and 15: the token against `__client_uat`, since when the browser says that it is signed in. */
export const CLIENT_UAT: readonly Row[] = [
  {
    number: "15",
    when: "the token is newer than the sign-in",
    holds: { token: GOOD, uat: "yesterday" },
    cookie: always(signedIn),
    bearer: BEARER,
  },
  {
    number: "15",
    when: "the token is of the second of the sign-in",
    holds: { token: GOOD, uat: "the token's second" },
    cookie: always(signedIn),
    bearer: BEARER,
  },
  {
    number: "7",
    when: "there is a token though the browser has signed out",
    holds: { token: GOOD, uat: "0" },
    cookie: maybeHandshake("session-token-but-no-client-uat"),
    bearer: BEARER,
  },
  {
    number: "7",
    when: "there is a token and nothing that says since when",
    holds: { token: GOOD },
    // With a suffix it is not looked at: rule 7 of section 1.2.
    forms: ["unsuffixed"],
    cookie: maybeHandshake("session-token-but-no-client-uat"),
    bearer: BEARER,
  },
  {
    number: "7",
    when: "what says since when is no number",
    holds: { token: GOOD, uat: "no number" },
    cookie: maybeHandshake("session-token-but-no-client-uat"),
    bearer: BEARER,
  },
  {
    number: "8",
    when: "the browser is signed in and has no token",
    holds: { uat: "yesterday" },
    cookie: maybeHandshake("client-uat-but-no-session-token"),
    bearer: BEARER,
  },
  {
    number: "11",
    when: "the token is a second older than the sign-in",
    holds: { token: GOOD, uat: "a second after the token" },
    cookie: maybeHandshake("session-token-iat-before-client-uat"),
    bearer: BEARER,
  },
  {
    number: "11",
    when: "the token is older than the sign-in and has expired, which is looked at later",
    holds: { token: EXPIRED, uat: "a second after the token" },
    cookie: maybeHandshake("session-token-iat-before-client-uat"),
    bearer: expiredBearer("non-eligible-no-refresh-cookie"),
  },
];
