import {
  always,
  EXPIRED,
  type Expected,
  expired,
  expiredBearer,
  type HeldToken,
  maybeHandshake,
  type Row,
  signedIn,
} from "#test/edge/state-machine/row.ts";

const NO_COOKIE = "non-eligible-no-refresh-cookie";

/** Rows 12, 15 and 17: the token's times against the site's clock, five seconds either way. */
export const CLOCK: readonly Row[] = [
  timed("15", "ended a second ago", { exp: -1 }),
  timed("17", "ended eight seconds ago", { exp: -8 }, [expired(NO_COOKIE), expiredBearer(NO_COOKIE)]),
  {
    number: "17",
    when: "the token ended an hour ago",
    holds: { token: EXPIRED, uat: "yesterday" },
    cookie: expired(NO_COOKIE),
    bearer: expiredBearer(NO_COOKIE),
  },
  timed("15", "counts in three seconds", { nbf: 3 }),
  timed("17", "counts in twenty seconds", { nbf: 20 }, [maybeHandshake("session-token-nbf")]),
  timed("15", "was issued in three seconds", { iat: 3 }),
  timed("17", "was issued in twenty seconds", { iat: 20 }, [
    maybeHandshake("session-token-iat-in-the-future"),
  ]),
  timed("17", "was issued and counts in twenty seconds", { iat: 20, nbf: 20 }, [
    maybeHandshake("session-token-nbf"),
  ]),
  {
    number: "17",
    when: "the token counts in twenty seconds, and a refresh token does not help",
    holds: { token: { secondsFromNow: { nbf: 20 } }, uat: "yesterday", refresh: "own" },
    cookie: maybeHandshake("session-token-nbf"),
    bearer: maybeHandshake("session-token-nbf"),
  },
];

function timed(
  number: string,
  what: string,
  secondsFromNow: NonNullable<HeldToken["secondsFromNow"]>,
  [cookie, bearer = cookie]: readonly [Expected, Expected?] = [always(signedIn)],
): Row {
  return {
    number,
    when: `the token ${what}`,
    holds: { token: { secondsFromNow }, uat: "yesterday" },
    cookie,
    bearer,
  };
}
