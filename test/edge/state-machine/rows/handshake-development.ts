import {
  always,
  answer,
  type Expected,
  expiredReason,
  handshake,
  kept,
  type Row,
  signedIn,
  signedOut,
  unlike,
  type Verdict,
} from "#test/edge/state-machine/row.ts";
import { FRESH, handshaken, MADE_UP, RETURNING, STALE } from "./handshaken.ts";

const row = handshaken("test");

const NO_TOKEN = "session-token-missing";
const NO_COOKIE = expiredReason("non-eligible-no-refresh-cookie");
const CLEAN = "/orgs/acme/dashboard?tab=2";

/** The SDK's redirect to the clean address, and that no other handshake is to follow at once. */
const clean = (verdict: Verdict): Verdict => ({
  ...answer(307, CLEAN),
  alone: verdict.alone,
  sets: [...(verdict.sets ?? []), "last handshake for 2 s"],
  ...(verdict.calls && { calls: verdict.calls }),
});

const LOST: Verdict = { ...signedOut(NO_TOKEN), calls: ["nonce"] };

/** At a development instance a token that it has not signed makes the SDK throw; the site goes on without it. */
const REFUSED = always({
  ...unlike("throws", null, answer(303, CLEAN)),
  sets: ["handshake token cleared", "last handshake for 10 s"],
});

/** Row 1 and section 1.6 at a development instance: a handshake's result in the address. */
export const DEVELOPMENT_HANDSHAKES: readonly Row[] = [
  row(
    "comes back with a nonce",
    RETURNING,
    { by: "nonce", result: "session" },
    returned({ ...signedIn, sets: ["handshake", "handshake over"], calls: ["nonce"] }),
  ),
  row(
    "comes back with a token",
    RETURNING,
    { by: "token", result: "session" },
    returned({ ...signedIn, sets: ["handshake", "handshake over"] }),
  ),
  ...(["nonce", "token"] as const).map((by) => {
    const verdict: Verdict = {
      ...signedOut(NO_TOKEN),
      sets: ["handshake, signed out", "handshake over"],
      ...(by === "nonce" && { calls: ["nonce"] }),
    };
    const form: Verdict = { ...clean(verdict), ends: answer(303, CLEAN).ends };
    const expected = { document: verdict, fetch: verdict, form };
    return row(`comes back signed out, by a ${by}`, RETURNING, { by, result: "signed out" }, expected);
  }),
  row("holds a good token beside a made-up nonce", FRESH, MADE_UP, {
    document: { ...LOST, ends: answer(303, CLEAN).ends },
    fetch: { ...LOST, ends: answer(303, CLEAN).ends },
    form: { ...LOST, ends: signedIn.ends },
  }),
  row("holds an expired token beside a made-up nonce", STALE, MADE_UP, {
    document: { ...LOST, ends: handshake(NO_COOKIE).ends },
    fetch: LOST,
    form: { ...LOST, ends: kept("").ends },
  }),
  row("comes back with an expired token and a nonce that is not known", RETURNING, MADE_UP, {
    // One more handshake would end the same way.
    document: { ...LOST, ends: answer(503).ends, sets: ["handshake over"] },
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

/** A page is shown at its clean address; a form is done at once. */
function returned(verdict: Verdict): Expected {
  return { document: clean(verdict), fetch: clean(verdict), form: verdict };
}
