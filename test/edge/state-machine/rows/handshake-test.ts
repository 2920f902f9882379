import {
  always,
  answer,
  EXPIRED,
  type Expected,
  expiredBearer,
  GOOD,
  type Handshake,
  type Holding,
  kept,
  type Row,
  signedIn,
  signedOut,
  unlike,
  type Verdict,
} from "../row.ts";

const NO_TOKEN = "session-token-missing";
const CLEAN = "/orgs/acme/dashboard?tab=2";

const STALE: Holding = { token: EXPIRED, uat: "yesterday" };
const FRESH: Holding = { token: GOOD, uat: "yesterday" };

/** The SDK's redirect to the clean address, and that no other handshake is to follow at once. */
const clean = (verdict: Verdict): Verdict => ({
  ...answer(307, CLEAN),
  alone: verdict.alone,
  sets: [...(verdict.sets ?? []), "last handshake for 2 s"],
  ...(verdict.calls && { calls: verdict.calls }),
});

const MADE_UP: Handshake = { by: "nonce", result: "made up" };
const LOST: Verdict = { ...signedOut(NO_TOKEN), calls: ["nonce"] };

/** At a development instance a token that it has not signed makes the SDK throw; the site goes on without it. */
const REFUSED = always({
  ...unlike("throws", null, answer(303, CLEAN)),
  sets: ["handshake token cleared", "last handshake for 10 s"],
});

/** Row 1 and section 1.6 at a development instance: a handshake's result in the address. */
export const HANDSHAKE_TEST: readonly Row[] = [
  row(
    "comes back with a nonce",
    STALE,
    { by: "nonce", result: "session" },
    returned({ ...signedIn, sets: ["handshake"], calls: ["nonce"] }),
  ),
  row(
    "comes back with a token",
    STALE,
    { by: "token", result: "session" },
    returned({ ...signedIn, sets: ["handshake"] }),
  ),
  ...(["nonce", "token"] as const).map((by) => {
    const verdict: Verdict = {
      ...signedOut(NO_TOKEN),
      sets: ["handshake, signed out"],
      ...(by === "nonce" && { calls: ["nonce"] }),
    };
    const form: Verdict = { ...clean(verdict), ends: answer(303, CLEAN).ends };
    const expected = { document: verdict, fetch: verdict, form };
    return row(`comes back signed out, by a ${by}`, STALE, { by, result: "signed out" }, expected);
  }),
  row("holds a good token beside a made-up nonce", FRESH, MADE_UP, {
    document: { ...LOST, ends: answer(303, CLEAN).ends },
    fetch: { ...LOST, ends: answer(303, CLEAN).ends },
    form: { ...LOST, ends: signedIn.ends },
  }),
  row("holds an expired token beside a made-up nonce", STALE, MADE_UP, {
    // One more handshake would end the same way.
    document: { ...LOST, ends: answer(503).ends },
    fetch: LOST,
    form: { ...LOST, ends: kept("").ends },
  }),
  row(
    "holds a good token beside no token at all",
    FRESH,
    { by: "token", result: "no token" },
    always(unlike("throws", null, signedIn)),
  ),
  row(
    "holds a good token beside one of another key",
    FRESH,
    { by: "token", result: "bad signature" },
    REFUSED,
  ),
  row(
    "holds a good token beside one of a template",
    FRESH,
    { by: "token", result: "template token" },
    REFUSED,
  ),
  row(
    "holds a good token beside one of another key, in a cookie",
    FRESH,
    { by: "token", result: "bad signature", inside: "cookie" },
    REFUSED,
  ),
  row(
    "comes back with a session that has expired",
    STALE,
    { by: "token", result: "expired session" },
    {
      // A day of skew is allowed for the handshake itself, none for what comes after it.
      ...always({ ...unlike("signed-in", null, signedOut("")), sets: ["crafted handshake"] }),
      form: { ...unlike("signed-in", null, kept("")), sets: ["crafted handshake"] },
    },
  ),
  row(
    "holds a good token beside a made-up nonce, in a cookie",
    FRESH,
    { ...MADE_UP, inside: "cookie" },
    always({ ...LOST, ends: signedIn.ends, sets: ["nonce cleared"] }),
  ),
];

/** Beside a bearer token a handshake is not looked at. */
function row(what: string, holding: Holding, result: Handshake, cookie: Expected): Row {
  return {
    number: "1",
    when: `the browser ${what}`,
    at: "test",
    holds: { ...holding, handshake: result },
    cookie,
    bearer: holding.token === EXPIRED ? expiredBearer("non-eligible-no-refresh-cookie") : always(signedIn),
  };
}

/** A page is shown at its clean address; a form is done at once. */
function returned(verdict: Verdict): Expected {
  return { document: clean(verdict), fetch: clean(verdict), form: verdict };
}
