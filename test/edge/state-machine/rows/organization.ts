import {
  answer,
  EXPIRED,
  expired,
  type Expected,
  expiredReason,
  GOOD,
  handshake,
  type Row,
  signedIn,
  unlike,
  type Verdict,
} from "#test/edge/state-machine/row.ts";
import { ACME, GLOBEX, MILO } from "#test/support/people.ts";

const MISMATCH = handshake("active-organization-mismatch");
const OWN = answer(303, "/orgs/acme/dashboard?notice=organization");
const CHOOSE = answer(303, "/me?notice=organization");
const PAGE = answer(200);
const NO_FORMS = answer(405);
/** Kept for when its own organization is active again; the page names that one only to its members. */
const WRONG: Verdict = { ...answer(409), sets: ["kept form", "bookmark"], calls: ["memberships"] };

const HOLDS = { token: GOOD, uat: "yesterday" } as const;

/** Row 14 and section 1.7: the address's organization against the active one. Only a document switches. */
export const ORGANIZATION: readonly Row[] = [
  elsewhere("another organization of the person", "globex"),
  elsewhere("another organization of the person by its id", GLOBEX.id),
  elsewhere("another organization of the person in other letters than its own", "Globex"),
  elsewhere("an organization that the person is not in", "globex", { userId: MILO.id }),
  elsewhere("an organization that is not there", "nowhere"),
  elsewhere("an id that is no organization's", "org_nowhere"),
  row("names the active organization by its id", `/orgs/${ACME.id}/dashboard`, same(signedIn)),
  row("names an organization while none is active", "/orgs/acme/dashboard", {
    who: { orgId: null },
    cookie: { document: MISMATCH, fetch: CHOOSE, form: WRONG },
    bearer: { document: CHOOSE, fetch: CHOOSE, form: WRONG },
  }),
  row("is personal while an organization is active", "/me", {
    organization: "",
    cookie: { document: MISMATCH, fetch: PAGE, form: NO_FORMS },
    bearer: { document: PAGE, fetch: PAGE, form: NO_FORMS },
  }),
  row("is below a personal one while an organization is active", "/me/nothing", {
    organization: "",
    cookie: { document: MISMATCH, fetch: answer(404), form: answer(404) },
    bearer: { document: answer(404), fetch: answer(404), form: answer(404) },
  }),
  row("is personal while none is active", "/me", {
    who: { orgId: null },
    ...same(PAGE, NO_FORMS),
  }),
  row("is the session's own page, which switches nothing", "/me/session", same(PAGE, NO_FORMS)),
  row("is of no organization and not personal", "/dashboard", same(PAGE, NO_FORMS)),
  late("is personal", "/me", ""),
  late("is of no organization", "/dashboard", null),
  {
    ...row("names another organization and the token is older than the sign-in", "/orgs/globex/dashboard", {
      organization: "globex",
      cookie: { document: handshake("session-token-iat-before-client-uat") },
    }),
    number: "11, 14",
    holds: { token: GOOD, uat: "a second after the token" },
  },
];

type Place = Pick<Row, "who" | "organization" | "cookie" | "bearer">;

function row(what: string, path: string, place: Place): Row {
  return { number: "14", when: `the address ${what}`, path, holds: HOLDS, ...place };
}

/** Nothing but a document is led through a handshake; and a form is done where it was meant for. */
function elsewhere(what: string, organization: string, who: NonNullable<Row["who"]> = {}): Row {
  return row(`names ${what}`, `/orgs/${organization}/dashboard`, {
    who,
    cookie: { document: MISMATCH, fetch: OWN, form: signedIn },
    bearer: { document: OWN, fetch: OWN, form: signedIn },
  });
}

function late(what: string, path: string, organization: string | null): Row {
  const noForms = unlike("signed-out", expiredReason("non-eligible-non-get"), NO_FORMS);
  return {
    ...row(`${what} and the token has expired`, path, {
      organization,
      cookie: { ...expired("non-eligible-no-refresh-cookie"), form: noForms },
      bearer: { ...expired("non-eligible-no-refresh-cookie"), form: noForms },
    }),
    number: "14, 17",
    holds: { token: EXPIRED, uat: "yesterday" },
  };
}

function same(page: Verdict, form = page): Place {
  const expected: Expected = { document: page, fetch: page, form };
  return { cookie: expected, bearer: expected };
}
