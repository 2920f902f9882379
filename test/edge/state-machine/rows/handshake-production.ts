import {
  always,
  answer,
  expired,
  expiredReason,
  handshake,
  type Handshake,
  kept,
  type Row,
  signedIn,
  signedOut,
  unlike,
  type Verdict,
} from "#test/edge/state-machine/row.ts";
import { FRESH, handshaken, MADE_UP, RETURNING, STALE } from "./handshaken.ts";

const row = handshaken("live");

const NO_TOKEN = "session-token-missing";
const NO_COOKIE = expiredReason("non-eligible-no-refresh-cookie");
const NO_GET = expiredReason("non-eligible-non-get");
const NOBODY = "session-token-and-uat-missing";

/** To Clerk's SDK whoever brings a nonce that it cannot redeem is nobody, whatever else the browser holds. */
const lost = (verdict: Verdict): Verdict => ({
  ...unlike("signed-out", NO_TOKEN, verdict),
  calls: ["nonce"],
  sets: ["nonce cleared"],
});

/** Row 1 and section 1.6 at a production instance: a handshake's result in a cookie, for every kind of request. */
export const PRODUCTION_HANDSHAKES: readonly Row[] = [
  row(
    "comes back with a nonce",
    RETURNING,
    { by: "nonce", result: "session" },
    always({ ...signedIn, sets: ["handshake", "handshake over"], calls: ["nonce"], cameBy: "handshake" }),
  ),
  row(
    "comes back with a token",
    RETURNING,
    { by: "token", result: "session" },
    always({ ...signedIn, sets: ["handshake", "handshake over"], cameBy: "handshake" }),
  ),
  row(
    "comes back signed out, by a nonce",
    RETURNING,
    { by: "nonce", result: "signed out" },
    always({ ...signedOut(NO_TOKEN), sets: ["handshake, signed out", "handshake over"], calls: ["nonce"] }),
  ),
  row(
    "comes back signed out, by a token",
    RETURNING,
    { by: "token", result: "signed out" },
    always({ ...signedOut(NO_TOKEN), sets: ["handshake, signed out", "handshake over"] }),
  ),
  row("holds a good token beside a made-up nonce", FRESH, MADE_UP, always(lost(signedIn))),
  row("holds an expired token beside a made-up nonce", STALE, MADE_UP, {
    document: lost(handshake(NO_COOKIE)),
    fetch: lost(signedOut(NO_COOKIE)),
    form: lost(kept(NO_GET)),
  }),
  row("comes back with an expired token and a nonce that is not known", RETURNING, MADE_UP, {
    // One more handshake would end the same way.
    document: { ...lost(answer(503)), sets: ["nonce cleared", "handshake over"] },
    fetch: lost(signedOut(NO_COOKIE)),
    form: lost(kept(NO_GET)),
  }),
  {
    ...row("holds nothing but a made-up nonce", {}, MADE_UP, always(lost(signedOut(NOBODY)))),
    forms: ["unsuffixed"],
  },
  ...ignored("no token at all", "no token"),
  ...ignored("a token with another's signature", "bad signature"),
  ...ignored("a token made from a template", "template token"),
  ...ignored("a token whose session has expired", "expired session"),
  ...(["nonce", "token"] as const).map((by) =>
    row(
      `follows a link with somebody's ${by} in its address`,
      { uat: "0" },
      { by, result: "session", inside: "address" },
      always(unlike("signed-in", null, signedOut(NOBODY))),
    ),
  ),
  row(
    "follows such a link while signed in",
    FRESH,
    { by: "token", result: "session", inside: "address" },
    always(signedIn),
  ),
];

/** A handshake token that cannot be believed: everything goes on as without it. */
function ignored(what: string, result: Handshake["result"]): Row[] {
  return [
    row(`holds a good token beside ${what}`, FRESH, { by: "token", result }, always(signedIn)),
    row(
      `holds an expired token beside ${what}`,
      STALE,
      { by: "token", result },
      expired("non-eligible-no-refresh-cookie"),
    ),
  ];
}
