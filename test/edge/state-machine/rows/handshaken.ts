import {
  always,
  EXPIRED,
  type Expected,
  expiredBearer,
  GOOD,
  type Handshake,
  type Holding,
  type Row,
  SENT,
  signedIn,
} from "#test/edge/state-machine/row.ts";

export const FRESH: Holding = { token: GOOD, uat: "yesterday" };
export const STALE: Holding = { token: EXPIRED, uat: "yesterday" };
/** As every browser is that comes straight from a handshake. */
export const RETURNING: Holding = { ...STALE, cookies: SENT };

export const MADE_UP: Handshake = { by: "nonce", result: "made up" };

/** Rows 1 of one kind of instance. Beside a bearer token a handshake is not looked at. */
export function handshaken(at: "live" | "test") {
  return (what: string, holding: Holding, result: Handshake, cookie: Expected): Row => ({
    number: "1",
    when: `the browser ${what}`,
    at,
    holds: { ...holding, handshake: result },
    cookie,
    bearer: holding.token === EXPIRED ? expiredBearer("non-eligible-no-refresh-cookie") : always(signedIn),
  });
}
