import {
  always,
  answer,
  EXPIRED,
  expired,
  expiredBearer,
  type Expected,
  GOOD,
  type Row,
} from "#test/edge/state-machine/row.ts";
import { ADA } from "#test/support/people.ts";

const CHOOSE = answer(303, "/me");
const NO_FORMS = answer(405);
const TASK: Expected = { document: answer(200), fetch: answer(200), form: NO_FORMS };
const SENT: Expected = {
  document: CHOOSE,
  fetch: CHOOSE,
  form: { ...answer(409), sets: ["kept form", "bookmark"], calls: ["memberships"] },
};

/** Row 15 with `sts: pending`: signed in, but an organization has to be chosen first. No handshake, no loop. */
export const PENDING: readonly Row[] = [
  pending("asks for an organization's page", {}, SENT),
  pending("asks for the page where one chooses", { path: "/me" }, TASK),
  pending("asks for its own session page", { path: "/me/session" }, TASK),
  pending("asks for a page of people", { path: "/dashboard" }, { ...always(CHOOSE), form: NO_FORMS }),
  {
    ...pending("has expired", {}, expired("non-eligible-no-refresh-cookie")),
    number: "17",
    holds: { token: EXPIRED, uat: "yesterday" },
    bearer: expiredBearer("non-eligible-no-refresh-cookie"),
  },
];

function pending(what: string, place: Pick<Row, "path">, expected: Expected): Row {
  return {
    number: "15",
    when: `a pending session ${what}`,
    who: { userId: ADA.id, orgId: null, status: "pending" },
    ...place,
    holds: { token: GOOD, uat: "yesterday" },
    cookie: expected,
    bearer: expected,
  };
}
