import type { BrowserSession } from "#clerk-local/controls/sessions.ts";
import { readClaims } from "#clerk-local/tokens/session-token.ts";
import { GOOD, type Handshake, type HeldToken, type Holding, type Row } from "./row.ts";
import type { Cell } from "./rows.ts";
import { ACME, ADA, MILO } from "#test/support/people.ts";
import { cookieHeader, DOCUMENT, formRequest, type Headers } from "#test/support/requests.ts";
import type { Site } from "#test/support/site.ts";

export const PAGE = "/orgs/acme/dashboard?tab=2";

/** A request as a browser sends it, and what of it an answer may speak of. */
export type Sent = {
  readonly path: string;
  readonly headers: Headers;
  readonly init: { readonly method: string; readonly headers: Headers; readonly body?: string };
  /** The path as the site's pages see it. */
  readonly seenPath: string;
  /** Of the form of cookies that counts. */
  readonly token: string | null;
  readonly devBrowser: string | null;
  readonly session: BrowserSession;
  /** What a form sent says, so that it can be found again. */
  readonly title: string;
};

type Cookies = Record<string, string>;

const KINDS: Readonly<Record<Cell["kind"], Headers>> = {
  document: DOCUMENT,
  form: DOCUMENT,
  iframe: { ...DOCUMENT, "sec-fetch-dest": "iframe" },
  "old browser": { accept: "text/html,application/xhtml+xml" },
  fetch: {
    accept: "*/*",
    "sec-fetch-dest": "empty",
    "sec-fetch-mode": "cors",
    "sec-fetch-site": "same-origin",
  },
  image: { accept: "text/html", "sec-fetch-dest": "image" },
  script: { accept: "*/*, text/html" },
  head: DOCUMENT,
};

/** Signs somebody in at clerk-local and makes the cell's request of what the browser then holds. */
export async function prepare(site: Site, { row, keys, carrier, kind }: Cell): Promise<Sent> {
  const session = await site.clerk.sessionFor({ userId: ADA.id, orgId: ACME.id, ...row.who });
  const nowSeconds = Math.floor(Date.now() / 1000);
  const milo = row.twin === undefined ? null : await twinOf(site, row.twin, nowSeconds);
  const held = row.holds.token ?? (carrier === "bearer" ? GOOD : undefined);
  const token = await tokenOf(site, session, { held, nowSeconds });
  const devBrowser = keys === "test" ? (session.cookies["__clerk_db_jwt"] ?? null) : null;
  const named = namedCookies({ row, session, token: carrier === "bearer" ? null : token, devBrowser });
  const handshake = row.holds.handshake;
  const carried = handshake === undefined ? null : await carry(site, session, handshake);
  const inside = handshake?.inside ?? (keys === "live" ? "cookie" : "address");
  const cookies = {
    ...written(named, row.twin === undefined ? carrier : "twin", session.suffix),
    ...milo?.cookies,
    ...unsuffixedAlways(row.holds, session),
    ...(inside === "cookie" && carried),
  };
  const result = inside === "address" && carried !== null ? `&${cookieHeader(carried)}` : "";
  const path = `${row.path ?? PAGE}${row.query ?? ""}${result}`;
  // A handshake's end leads to the clean address; a bearer token keeps the SDK from seeing one.
  const seenResult = carrier === "bearer" && keys === "test" ? result : "";
  const title = crypto.randomUUID();
  const headers = {
    ...KINDS[kind],
    ...(Object.keys(cookies).length > 0 && { cookie: cookieHeader(cookies) }),
    ...(carrier === "bearer" && { authorization: `Bearer ${token ?? ""}` }),
    ...row.headers,
  };
  const fields = { org: ACME.id, act: "create", title };
  const [form] = row.forms ?? [];
  const isMilos = milo !== null && form === "unsuffixed";
  return {
    path,
    headers,
    init:
      kind === "form"
        ? formRequest(site, { headers, fields })
        : { method: kind === "head" ? "HEAD" : "GET", headers },
    seenPath: `${row.path ?? PAGE}${row.seenQuery ?? ""}${seenResult}`,
    token: readable(isMilos ? milo.token : token),
    devBrowser: queryToken(row.seenQuery ?? "") ?? (isMilos ? milo.cookies : named)["__clerk_db_jwt"] ?? null,
    session,
    title,
  };
}

/** What the cookies are called without a suffix, for those that have two forms. */
function namedCookies(held: {
  readonly row: Row;
  readonly session: BrowserSession;
  readonly token: string | null;
  readonly devBrowser: string | null;
}): Cookies {
  const { row, token, devBrowser } = held;
  const uat = uatOf(row.holds.uat, token ?? held.session.token);
  return {
    ...(token !== null && { __session: token }),
    ...(uat !== null && { __client_uat: uat }),
    ...(devBrowser !== null && row.holds.devBrowser !== false && { __clerk_db_jwt: devBrowser }),
  };
}

/** With a suffix, `__client_uat` stands there without one too: a browser never has the suffixed one alone. */
function written(named: Cookies, form: Cell["carrier"] | "twin", suffix: string): Cookies {
  if (form === "unsuffixed" || form === "bearer") return named;
  const suffixed = Object.fromEntries(
    Object.entries(named).map(([name, value]) => [`${name}_${suffix}`, value]),
  );
  const uat = named["__client_uat"];
  return { ...suffixed, ...(form === "suffixed" && uat !== undefined && { __client_uat: uat }) };
}

function unsuffixedAlways({ refresh, redirects, cookies }: Holding, session: BrowserSession): Cookies {
  const name = `__refresh_${session.suffix}`;
  return {
    ...(refresh !== undefined && { [name]: refresh === "own" ? (session.cookies[name] ?? "") : "made-up" }),
    ...(redirects !== undefined && { __clerk_redirect_count: redirects }),
    ...cookies,
  };
}

async function twinOf(site: Site, holding: Holding, nowSeconds: number) {
  const session = await site.clerk.sessionFor({ userId: MILO.id, orgId: ACME.id });
  const token = await tokenOf(site, session, { held: holding.token, nowSeconds });
  const uat = uatOf(holding.uat, token ?? session.token);
  const devBrowser = session.cookies["__clerk_db_jwt"];
  const cookies: Cookies = {
    ...(token !== null && { __session: token }),
    ...(uat !== null && { __client_uat: uat }),
    ...(devBrowser !== undefined && { __clerk_db_jwt: devBrowser }),
  };
  return { token, cookies };
}

async function tokenOf(
  site: Site,
  { sessionId, token }: BrowserSession,
  { held, nowSeconds }: { readonly held: HeldToken | string | undefined; readonly nowSeconds: number },
): Promise<string | null> {
  if (held === undefined || typeof held === "string") return held ?? null;
  if (held === GOOD) return token;
  const { secondsFromNow = {}, ...wish } = held;
  const times = Object.entries(secondsFromNow).map(([name, seconds]) => [name, nowSeconds + seconds]);
  return site.clerk.tokenFor({
    sessionId,
    ...wish,
    claims: { ...wish.claims, ...Object.fromEntries(times) },
  });
}

function uatOf(uat: Holding["uat"], token: string): string | null {
  switch (uat) {
    case undefined:
      return null;
    case "0":
      return "0";
    case "no number":
      return "yesterday";
    case "yesterday":
      return String(Math.floor(Date.now() / 1000) - 86_400);
    case "the token's second":
      return String(claim(token, "iat"));
    case "a second after the token":
      return String(claim(token, "iat") + 1);
  }
}

function claim(token: string, name: string): number {
  const value = readClaims(token)?.[name];
  if (typeof value !== "number") throw new Error(`the token's ${name} is no number`);
  return value;
}

/** The token as far as the edge lets it through. */
function readable(token: string | null): string | null {
  return token !== null && readClaims(token) !== null ? token : null;
}

function queryToken(query: string): string | null {
  return new URLSearchParams(query).get("__clerk_db_jwt");
}

/** The result of a handshake under the name by which it travels: fetched from the Frontend API, or forged. */
async function carry(site: Site, session: BrowserSession, { by, result }: Handshake): Promise<Cookies> {
  const name = by === "nonce" ? "__clerk_handshake_nonce" : "__clerk_handshake";
  switch (result) {
    case "session":
      return { [name]: await fetched(site, name, session) };
    case "signed out":
      return { [name]: await fetched(site, name, null) };
    case "made up":
    case "no token":
      return { [name]: "made-up" };
    case "bad signature":
      return { [name]: (await crafted(site, session)).replace(/\.[^.]+$/, ".AAAA") };
    case "template token":
      return { [name]: await crafted(site, session, { cat: "cl_B7d4PD222AAA" }) };
    case "expired session": {
      const token = await site.clerk.tokenFor({ sessionId: session.sessionId, ageSeconds: 3600 });
      return { [name]: await crafted(site, { ...session, token }) };
    }
  }
}

async function crafted(site: Site, session: BrowserSession, header = {}): Promise<string> {
  return site.clerk.mint({ handshake: craftedDirectives(session) }, header);
}

export function craftedDirectives({ token, suffix }: BrowserSession): string[] {
  return [`__session=${token}; Path=/`, `__session_${suffix}=${token}; Path=/`];
}

/** Through the site's own proxy, as the browser goes; a stranger is signed out. */
async function fetched(site: Site, name: string, session: BrowserSession | null): Promise<string> {
  const query = new URLSearchParams({ redirect_url: `${site.origin}/` });
  if (name === "__clerk_handshake_nonce") query.set("format", "nonce");
  const devBrowser = session?.cookies["__clerk_db_jwt"];
  if (devBrowser !== undefined) query.set("__clerk_db_jwt", devBrowser);
  const client = session?.cookies["__client"];
  const response = await site.fetch(`/__clerk/v1/client/handshake?${query.toString()}`, {
    headers: { ...DOCUMENT, ...(client !== undefined && { cookie: `__client=${client}` }) },
  });
  const answer = `${response.headers.get("location") ?? ""}\n${response.headers.getSetCookie().join("\n")}`;
  const value = new RegExp(`\\b${name}=([^;&\\n]+)`).exec(answer)?.[1];
  if (value === undefined) throw new Error(`no ${name} in ${response.status} ${answer}`);
  return value;
}
