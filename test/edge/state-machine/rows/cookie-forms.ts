import {
  always,
  EXPIRED,
  expired,
  type Expected,
  GOOD,
  type Holding,
  maybeHandshake,
  type Row,
  signedIn,
  signedOut,
  unlike,
} from "#test/edge/state-machine/row.ts";

/** The suffixed cookies are Ada's, an admin; those without suffix are Milo's, a member. */
const SUFFIXED = always({ ...signedIn, role: "Admin" });
const UNSUFFIXED = always({ ...signedIn, role: "Member" });

const FRESH: Holding = { token: GOOD, uat: "yesterday" };
/** Two of these are of the same second, however long it takes to make them. */
const SAME_AGE: Holding = { token: { secondsFromNow: { iat: 0 } }, uat: "yesterday" };
const FOREIGN: Holding = { token: { claims: { iss: "https://clerk.elsewhere.example" } }, uat: "yesterday" };
const NAMELESS: Holding = { token: { claims: { iss: null } }, uat: "yesterday" };

/** Section 1.2: which of the two forms of cookies counts when a browser has both. Rule by rule. */
export const COOKIE_FORMS: readonly Row[] = [
  rule("1", "the unsuffixed token has no issuer", [FRESH, NAMELESS], {
    inForce: "unsuffixed",
    cookie: always(unlike("signed-in", null, signedOut(""))),
  }),
  rule("1", "the unsuffixed token is none, which the edge leaves out", [FRESH, { ...FRESH, token: "none" }], {
    inForce: "suffixed",
    cookie: always({ ...unlike("signed-out", "token-invalid", signedIn), role: "Admin" }),
  }),
  rule("2", "the unsuffixed token is another instance's", [FRESH, FOREIGN], {
    inForce: "suffixed",
    cookie: SUFFIXED,
  }),
  rule("3", "there is neither a suffixed token nor a suffixed sign-in", [{}, FRESH], {
    inForce: "unsuffixed",
    cookie: UNSUFFIXED,
  }),
  rule(
    "4",
    "both are signed in and the unsuffixed token is newer",
    [{ ...FRESH, token: { ageSeconds: 20 } }, FRESH],
    {
      inForce: "unsuffixed",
      cookie: UNSUFFIXED,
    },
  ),
  rule(
    "4",
    "both are signed in and the suffixed token is newer",
    [FRESH, { ...FRESH, token: { ageSeconds: 20 } }],
    {
      inForce: "suffixed",
      cookie: SUFFIXED,
    },
  ),
  rule("5", "the suffixed form is signed out and the other is not", [{ uat: "0" }, FRESH], {
    inForce: "unsuffixed",
    cookie: UNSUFFIXED,
  }),
  {
    ...rule(
      "6",
      "the unsuffixed form is signed out, the suffixed token has expired",
      [stale(), signedOutTwin()],
      {
        inForce: "unsuffixed",
        cookie: maybeHandshake("session-token-but-no-client-uat"),
      },
    ),
    at: "test",
  },
  {
    ...rule(
      "6",
      "the unsuffixed form is signed out, the suffixed token has expired",
      [stale(), signedOutTwin()],
      {
        inForce: "suffixed",
        cookie: expired("non-eligible-no-refresh-cookie"),
      },
    ),
    at: "live",
  },
  rule("6", "the unsuffixed form is signed out, the suffixed token is good", [FRESH, signedOutTwin()], {
    inForce: "suffixed",
    cookie: SUFFIXED,
  }),
  rule("7", "the suffixed form does not say since when", [{ token: GOOD }, FRESH], {
    inForce: "unsuffixed",
    cookie: UNSUFFIXED,
  }),
  rule("8", "both are signed in", [SAME_AGE, SAME_AGE], { inForce: "suffixed", cookie: SUFFIXED }),
  {
    ...rule(
      "8",
      "the suffixed form counts and has no development browser",
      [{ ...SAME_AGE, devBrowser: false }, SAME_AGE],
      {
        inForce: "suffixed",
        cookie: maybeHandshake("dev-browser-missing"),
      },
    ),
    number: "1.2, 5",
    at: "test",
  },
];

function rule(
  number: string,
  when: string,
  [holds, twin]: readonly [suffixed: Holding, unsuffixed: Holding],
  { inForce, cookie }: { readonly inForce: "suffixed" | "unsuffixed"; readonly cookie: Expected },
): Row {
  return { number: "1.2", when: `rule ${number}: ${when}`, holds, twin, forms: [inForce], cookie };
}

function stale(): Holding {
  return { token: EXPIRED, uat: "yesterday" };
}

/** A token that an older clerk-js left behind when it signed out. */
function signedOutTwin(): Holding {
  return { token: GOOD, uat: "0" };
}
