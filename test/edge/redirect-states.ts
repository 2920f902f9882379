import { ACME, ADA, GLOBEX, MILO, NORA } from "#test/support/people.ts";
import { CookieJar, DOCUMENT, visit, withoutRefresh } from "#test/support/requests.ts";
import type { Site } from "#test/support/site.ts";

type Clerk = Site["clerk"];
type Cookies = Record<string, string>;

/** Brings a browser, and the instance behind it, into a state: on a stand-in that has just been reset. */
export type Enter = (site: Site) => Promise<CookieJar>;

type History = {
  /** What the instance is before the person signs in. */
  readonly given?: (clerk: Clerk) => Promise<unknown>;
  /** What the browser has kept of its cookies. */
  readonly keeps?: (cookies: Cookies) => Cookies;
  /** What has happened since, without the browser knowing. */
  readonly since?: (clerk: Clerk, sessionId: string) => Promise<unknown>;
};

const AN_HOUR_AGO = { ageSeconds: 3600 };
const ADA_IN_ACME = { userId: ADA.id, orgId: ACME.id };
const ADA_IN_GLOBEX = { userId: ADA.id, orgId: GLOBEX.id };
const MILO_IN_ACME = { userId: MILO.id, orgId: ACME.id };
const NONCE = "__clerk_handshake_nonce";

const required = { given: (clerk: Clerk) => clerk.configure({ membershipRequired: true }) };
const slugless = { given: (clerk: Clerk) => clerk.configure({ slugsDisabled: true }) };
const revoked = { since: (clerk: Clerk, sessionId: string) => clerk.revokeSession(sessionId) };
const removed = { since: (clerk: Clerk) => clerk.removeMember({ orgId: ACME.id, userId: MILO.id }) };
const deleted = { since: (clerk: Clerk) => clerk.deleteOrganization(ACME.id) };
const rename = (clerk: Clerk) => clerk.renameOrganization({ orgId: ACME.id, slug: "acme-new" });
const rotated = { since: (clerk: Clerk) => clerk.rotateKey() };
const noRefresh = { keeps: withoutRefresh };

/** By the names that redirect-automaton.ts gives them. "Expired" is without the refresh cookie, "renewable" with it. */
export const STATES: Readonly<Record<string, Enter>> = {
  "first visit": async () => new CookieJar(),
  "signed out": signedIn(ADA_IN_ACME, { keeps: asSignedOut, ...revoked }),
  "revoked elsewhere, live": signedIn(ADA_IN_ACME, revoked),
  "revoked elsewhere, renewable": signedIn({ ...ADA_IN_ACME, ...AN_HOUR_AGO }, revoked),

  "active in Acme": signedIn(ADA_IN_ACME),
  "active in Acme, expired": signedIn({ ...ADA_IN_ACME, ...AN_HOUR_AGO }, noRefresh),
  "active in Acme, renewable": signedIn({ ...ADA_IN_ACME, ...AN_HOUR_AGO }),
  "active in Globex": signedIn(ADA_IN_GLOBEX),
  "active in Globex, expired": signedIn({ ...ADA_IN_GLOBEX, ...AN_HOUR_AGO }, noRefresh),
  "active in Globex, renewable": signedIn({ ...ADA_IN_GLOBEX, ...AN_HOUR_AGO }),
  "another tab went to Globex": async (site) => {
    const jar = await signedIn(ADA_IN_ACME)(site);
    await visit(site, "/orgs/globex/dashboard", jar);
    return jar;
  },
  "no organization active": signedIn({ userId: ADA.id }),
  "in no organization": signedIn({ userId: NORA.id }),
  "in Acme alone": signedIn(MILO_IN_ACME),
  "in Acme alone, expired": signedIn({ ...MILO_IN_ACME, ...AN_HOUR_AGO }, noRefresh),

  "one is required, none chosen": signedIn({ userId: ADA.id }, required),
  "one is required, expired": signedIn({ userId: ADA.id, ...AN_HOUR_AGO }, { ...required, ...noRefresh }),
  "one is required, Acme chosen": signedIn(ADA_IN_ACME, required),

  "removed from Acme, live": signedIn(MILO_IN_ACME, removed),
  "removed from Acme, expired": signedIn({ ...MILO_IN_ACME, ...AN_HOUR_AGO }, { ...removed, ...noRefresh }),
  "removed from Acme, renewable": signedIn({ ...MILO_IN_ACME, ...AN_HOUR_AGO }, removed),
  "Acme deleted, live": signedIn(ADA_IN_ACME, deleted),
  "Acme deleted, expired": signedIn({ ...ADA_IN_ACME, ...AN_HOUR_AGO }, { ...deleted, ...noRefresh }),
  "Acme deleted, renewable": signedIn({ ...ADA_IN_ACME, ...AN_HOUR_AGO }, deleted),
  "Acme renamed, old slug in token": signedIn(ADA_IN_ACME, { since: rename }),
  "Acme renamed, expired": signedIn({ ...ADA_IN_ACME, ...AN_HOUR_AGO }, { since: rename, ...noRefresh }),
  "Acme renamed, new slug in token": signedIn(ADA_IN_ACME, { given: rename }),

  "no slugs, active in Acme": signedIn(ADA_IN_ACME, slugless),
  "no slugs, active in Globex": signedIn(ADA_IN_GLOBEX, slugless),
  "no slugs, expired in Globex": signedIn(
    { ...ADA_IN_GLOBEX, ...AN_HOUR_AGO },
    { ...slugless, ...noRefresh },
  ),

  "made-up nonce, nobody": withNonce(async () => new CookieJar()),
  "made-up nonce, signed out": withNonce(signedIn(ADA_IN_ACME, { keeps: asSignedOut, ...revoked })),
  "made-up nonce, active in Acme": withNonce(signedIn(ADA_IN_ACME)),
  "made-up nonce, active in Globex": withNonce(signedIn(ADA_IN_GLOBEX)),
  "made-up nonce, expired": withNonce(signedIn({ ...ADA_IN_ACME, ...AN_HOUR_AGO }, noRefresh)),
  "leftover nonce, active in Acme": withLeftoverNonce(signedIn(ADA_IN_ACME)),
  "leftover nonce, expired": withLeftoverNonce(signedIn({ ...ADA_IN_ACME, ...AN_HOUR_AGO }, noRefresh)),
  "made-up nonce, renewable": withNonce(signedIn({ ...ADA_IN_ACME, ...AN_HOUR_AGO })),

  "new key at Clerk alone, live": signedIn(ADA_IN_ACME, { given: (clerk) => clerk.rotateKey() }),
  "new key at Clerk alone, expired": signedIn(
    { ...ADA_IN_ACME, ...AN_HOUR_AGO },
    { ...rotated, ...noRefresh },
  ),
  "new key at Clerk alone, renewable": signedIn({ ...ADA_IN_ACME, ...AN_HOUR_AGO }, rotated),
};

/** The same on a site that has the instance's second key. */
export const STATES_WITH_NEW_KEY: Readonly<Record<string, Enter>> = {
  "new key, old token": signedIn(ADA_IN_ACME, rotated),
  "new key, old token expired": signedIn({ ...ADA_IN_ACME, ...AN_HOUR_AGO }, { ...rotated, ...noRefresh }),
  "new key, old token renewable": signedIn({ ...ADA_IN_ACME, ...AN_HOUR_AGO }, rotated),
  "new key, new token": signedIn(ADA_IN_ACME, { given: (clerk) => clerk.rotateKey() }),
};

function signedIn(
  wanted: Parameters<Clerk["sessionFor"]>[0],
  { given, keeps = (cookies) => cookies, since }: History = {},
): Enter {
  return async ({ clerk }) => {
    await given?.(clerk);
    const { cookies, sessionId } = await clerk.sessionFor(wanted);
    await since?.(clerk, sessionId);
    return new CookieJar(keeps(cookies));
  };
}

function withNonce(enter: Enter): Enter {
  return async (site) => {
    const jar = await enter(site);
    jar.set(NONCE, "made-up");
    return jar;
  };
}

/** A nonce whose page was never loaded, and which has expired since; a development instance leaves none behind. */
function withLeftoverNonce(enter: Enter): Enter {
  return async (site) => {
    const jar = await enter(site);
    const path = `/__clerk/v1/client/handshake?format=nonce&redirect_url=${encodeURIComponent(`${site.origin}/me`)}`;
    const response = await site.fetch(path, { headers: { ...DOCUMENT, cookie: jar.header } });
    jar.store(response.headers.getSetCookie());
    await site.clerk.advanceClock(61_000);
    return jar;
  };
}

/** What clerk-js leaves at sign-out: who the browser is, and that nobody is signed in. */
function asSignedOut(cookies: Cookies): Cookies {
  const left = Object.entries(cookies).filter(([name]) => !/^__(session|refresh)/.test(name));
  return Object.fromEntries(
    left.map(([name, value]) => [name, name.startsWith("__client_uat") ? "0" : value]),
  );
}
