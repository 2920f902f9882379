import { always, GOOD, maybeHandshake, type Row, signedIn, signedOut } from "#test/edge/state-machine/row.ts";

const NOBODY = always(signedOut("session-token-and-uat-missing"));
const BEARER = always(signedIn);

/** Rows 3 to 6: who has not signed in, and at a development instance, which browser it is. */
export const NO_SESSION: readonly Row[] = [
  {
    number: "6",
    when: "there is no cookie of a session at all",
    holds: {},
    forms: ["unsuffixed"],
    cookie: NOBODY,
    bearer: BEARER,
  },
  {
    number: "6",
    when: "the browser has signed out",
    holds: { uat: "0" },
    cookie: NOBODY,
    bearer: BEARER,
  },
  {
    number: "5",
    when: "the browser is new to a development instance",
    at: "test",
    holds: { devBrowser: false },
    forms: ["unsuffixed"],
    cookie: maybeHandshake("dev-browser-missing"),
    bearer: BEARER,
  },
  {
    number: "5",
    when: "a good session has lost its development browser",
    at: "test",
    holds: { token: GOOD, uat: "yesterday", devBrowser: false },
    cookie: maybeHandshake("dev-browser-missing"),
    bearer: BEARER,
  },
  {
    number: "4",
    when: "the address names a development browser, and nobody is signed in",
    at: "test",
    holds: { uat: "0" },
    query: "&__clerk_db_jwt=dvb_of_the_address",
    seenQuery: "&__clerk_db_jwt=dvb_of_the_address",
    cookie: maybeHandshake("dev-browser-sync"),
    bearer: BEARER,
  },
  {
    number: "4",
    when: "the address names a development browser beside a good session",
    at: "test",
    holds: { token: GOOD, uat: "yesterday" },
    query: "&__clerk_db_jwt=dvb_of_the_address",
    seenQuery: "&__clerk_db_jwt=dvb_of_the_address",
    cookie: maybeHandshake("dev-browser-sync"),
    bearer: BEARER,
  },
];
