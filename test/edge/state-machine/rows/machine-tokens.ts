import {
  always,
  answer,
  type HeldToken,
  type Row,
  signedIn,
  signedOut,
  unlike,
} from "#test/edge/state-machine/row.ts";

const TEMPLATE = "cl_B7d4PD222AAA";
const MACHINE = "cl_B7d4PD333AAA";
const EVERY_CLASS = "cl_I7d4PD111III";

const MISMATCH = always(signedOut("token-type-mismatch"));
/** Clerk's SDK would sign a machine in; no page of the site is for machines. */
const NO_PERSON = always(unlike("signed-in", null, signedOut("")));

/** Rows 0a and 10: tokens of the same instance that are no session's. None of them costs a call. */
export const MACHINE_TOKENS: readonly Row[] = [
  ...["ak_secret", "oat_secret", "mt_secret"].map((token): Row => ({
    number: "0a",
    when: `an opaque machine token, ${token.split("_")[0]}_…, which Clerk alone could verify`,
    holds: { token },
    bearer: always(unlike("signed-out", "token-invalid", answer(401))),
  })),
  other("is a machine's", { claims: { sub: "mch_1" }, header: { cat: MACHINE } }, NO_PERSON),
  other("is an OAuth access token", { header: { typ: "at+jwt", cat: null } }, NO_PERSON),
  other("is a machine's by its class alone", { header: { cat: MACHINE } }),
  other("is made from a template", { header: { cat: TEMPLATE } }),
  other("is made from a template and has no session", { claims: { sid: null }, header: { cat: TEMPLATE } }),
  other("is of a class that nobody knows", { header: { cat: "cl_of_tomorrow" } }),
  accepted("does not say its class", { header: { cat: null } }),
  accepted("is of an instance that does not tell classes apart", { header: { cat: EVERY_CLASS } }),
];

function other(what: string, token: HeldToken, bearer = MISMATCH): Row {
  return {
    number: bearer === NO_PERSON ? "0a, 10" : "10",
    when: `the token ${what}`,
    holds: { token, uat: "yesterday" },
    cookie: MISMATCH,
    bearer,
  };
}

function accepted(what: string, token: HeldToken): Row {
  return {
    number: "10",
    when: `the token ${what}`,
    holds: { token, uat: "yesterday" },
    cookie: always(signedIn),
    bearer: always(signedIn),
  };
}
