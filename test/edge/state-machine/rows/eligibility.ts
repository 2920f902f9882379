import {
  EXPIRED,
  expiredReason,
  type Expected,
  handshake,
  kept,
  type Row,
  signedOut,
} from "#test/edge/state-machine/row.ts";

const REASON = expiredReason("non-eligible-no-refresh-cookie");
const NO_GET = expiredReason("non-eligible-non-get");

const OUTCOMES: Expected = {
  document: handshake(REASON),
  iframe: handshake(REASON),
  "old browser": handshake(REASON),
  fetch: signedOut(REASON),
  image: signedOut(REASON),
  script: signedOut(REASON),
  head: signedOut(NO_GET),
  form: kept(NO_GET),
};

/** Section 1.4: which requests may be led through a handshake, by the same expired token. */
export const ELIGIBILITY: readonly Row[] = [
  {
    number: "1.4, 17",
    when: "every kind of request comes with an expired token",
    holds: { token: EXPIRED, uat: "yesterday" },
    cookie: OUTCOMES,
    bearer: { ...OUTCOMES, form: signedOut(NO_GET) },
  },
];
