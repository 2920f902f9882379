import {
  always,
  answer,
  GOOD,
  type HeldToken,
  maybeHandshake,
  type Row,
  signedIn,
  signedOut,
  unlike,
  unlikeEach,
} from "#test/edge/state-machine/row.ts";
import { ACME } from "#test/support/people.ts";

/** Rows 9, 12 and 18: tokens that are not as Clerk makes them. Each costs no call, whatever key it names. */
export const TOKEN_FAULTS: readonly Row[] = [
  unreadable("is no JWT", "not-a-token"),
  unreadable("has a payload that is no JSON", "eyJhbGciOiJSUzI1NiJ9.bm90IGpzb24.AA"),
  forged("names an unknown key, which does not matter where the key is known", { header: { kid: "ins_x" } }),
  forged("is signed by another key", { signedWith: "second" }, "token-invalid-signature"),
  forged(
    "is signed by another key under the name of the right one",
    { signedWith: "second", header: { kid: "ins_clerk_local" } },
    "token-invalid-signature",
  ),
  forged("claims to need no signature", { header: { alg: "none" } }, "token-invalid-algorithm"),
  forged("claims a shared secret", { header: { alg: "HS256" } }, "token-invalid-algorithm"),
  forged("claims another hash", { header: { alg: "RS512" } }, "token-verification-failed"),
  forged("says that it is of another type", { header: { typ: "logout+jwt" } }, "token-invalid"),
  forged("does not say its type", { header: { typ: null } }),
  forged("is about nobody", { claims: { sub: null } }, "token-verification-failed"),
  forged("never ends", { claims: { exp: null } }, "token-verification-failed"),
  forged("ends at no time", { claims: { exp: "soon" } }, "token-verification-failed"),
  forged(
    "is for another site",
    { claims: { azp: "https://evil.example" } },
    "token-invalid-authorized-parties",
  ),
  {
    ...forged("is for no site", { claims: { azp: null } }, "token-invalid-authorized-parties"),
    number: "12",
  },
  {
    number: "18",
    when: "the token's organization features cannot be read, which only Clerk could have signed",
    holds: { token: { claims: { fea: "no-colon" } }, uat: "yesterday" },
    cookie: always(signedOut("unexpected-error")),
  },
  ...refusedHere(),
];

/** The edge leaves such a cookie out, so that row 8 is what remains, and refuses it as a bearer token. */
function unreadable(what: string, token: string): Row {
  const dropped = maybeHandshake("client-uat-but-no-session-token");
  return {
    number: "9",
    when: `the token ${what}`,
    holds: { token, uat: "yesterday" },
    cookie: unlikeEach("signed-out", "token-invalid", dropped),
    bearer: unlikeEach("signed-out", "token-invalid", always(answer(401))),
  };
}

function forged(what: string, token: HeldToken, reason?: string): Row {
  const expected = always(reason === undefined ? signedIn : signedOut(reason));
  return {
    number: reason === undefined ? "15" : "18",
    when: `the token ${what}`,
    holds: { token, uat: "yesterday" },
    cookie: expected,
    bearer: expected,
  };
}

/** What Clerk's SDK lets pass and the site's own look at the claims does not. */
function refusedHere(): Row[] {
  const wrong: readonly (readonly [string, HeldToken])[] = [
    [
      "is of version 1",
      { claims: { v: 1, o: null, org_id: ACME.id, org_slug: "acme", org_role: "org:admin" } },
    ],
    ["is of no session", { claims: { sid: null } }],
    ["does not say since when", { claims: { iat: null } }],
    ["lives for ten years", { secondsFromNow: { exp: 315_360_000 } }],
    ["is of a session in no known state", { claims: { sts: "paused" } }],
    [
      "has an organization's id of no organization",
      { claims: { o: { id: "acme", rol: "admin", slg: "acme" } } },
    ],
  ];
  const expected = always(unlike("signed-in", null, signedOut("")));
  return wrong.map(([what, token]) => ({
    number: "15",
    when: `the token ${what}, which the site does not accept`,
    holds: { token: { ...GOOD, ...token }, uat: "yesterday" },
    cookie: expected,
    bearer: expected,
  }));
}
