import { readClaims } from "#clerk-local/tokens/session-token.ts";
import { craftedDirectives, PAGE, type Sent } from "./browser.ts";
import type { Row, Setting, Verdict } from "./row.ts";
import type { Cell } from "./rows.ts";

/** An answer, less what is random in it. */
export type Answer = {
  readonly status: number;
  readonly location: Location | null;
  /** In alphabetical order: no name comes twice. */
  readonly setCookies: readonly string[];
  readonly cacheControl: string | null;
};

type Location = {
  readonly origin: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
};

const LONG = "Path=/; SameSite=Lax; Max-Age=31536000; Secure";
const GONE = "Path=/; SameSite=Lax; Max-Age=0; Secure";

export function answerOf({ status, headers }: Response, origin: string): Answer {
  const location = headers.get("location");
  return {
    status,
    location: location === null ? null : locationOf(location, origin),
    setCookies: headers.getSetCookie().map(withoutSecrets).toSorted(),
    cacheControl: headers.get("cache-control"),
  };
}

/** The answer that a verdict stands for. */
export function expectedAnswer(
  verdict: Verdict,
  cell: Cell,
  sent: Sent & { readonly origin: string },
): Answer {
  const { status, location, sets } = endingOf(verdict, cell, sent);
  return {
    status,
    location: location === null ? null : locationOf(location, sent.origin),
    setCookies: sets.map(withoutSecrets).toSorted(),
    cacheControl: "private, no-store",
  };
}

type Ended = { readonly status: number; readonly location: string | null; readonly sets: readonly string[] };

function endingOf(verdict: Verdict, cell: Cell, sent: Sent & { readonly origin: string }): Ended {
  const { ends, sets = [] } = verdict;
  const isForm = cell.kind === "form";
  const own = sets.flatMap((setting) => settingOf(setting, cell, sent));
  const bookmark = settingOf("bookmark", cell, sent);
  switch (ends.kind) {
    case "signed in": {
      if (!isForm) return { status: 200, location: null, sets: own };
      return { status: 303, location: "/orgs/acme/dashboard?notice=added", sets: [...own, ...bookmark] };
    }
    case "handshake": {
      const count = Number(cell.row.holds.redirects ?? 0) || 0;
      const counted = `__clerk_redirect_count=${count + 1}; SameSite=Lax; HttpOnly; Max-Age=2`;
      const marked = "handshake-sent=1; Path=/; HttpOnly; SameSite=Lax; Max-Age=30";
      const location = handshakeAddress(ends.reason, cell, sent);
      return { status: 307, location, sets: [counted, marked, ...own] };
    }
    case "signed out":
      if (isForm) return { status: 401, location: null, sets: own };
      return {
        status: 303,
        location: `/sign-in?redirect_url=${encodeURIComponent(sent.seenPath)}`,
        sets: own,
      };
    case "kept":
      return {
        status: 303,
        location: `${sent.seenPath}&kept=1`,
        sets: [...own, ...settingOf("kept form", cell, sent), ...bookmark],
      };
    case "answer":
      return { status: ends.status, location: ends.location ?? null, sets: own };
  }
}

/** Section 1.4, parameter by parameter. */
function handshakeAddress(
  reason: string,
  { row, carrier }: Cell,
  sent: Sent & { readonly origin: string },
): string {
  const { origin, seenPath, token, devBrowser } = sent;
  const back = new URL(`${origin}${seenPath}`);
  back.searchParams.delete("__clerk_db_jwt");
  const organization = organizationOf(row);
  const query = new URLSearchParams({
    redirect_url: back.href,
    __clerk_api_version: "2026-05-12",
    suffixed_cookies: String(carrier === "suffixed"),
    __clerk_hs_reason: reason,
    format: "nonce",
    ...(token !== null && { __session: token }),
    ...(devBrowser !== null && { __clerk_db_jwt: devBrowser }),
    ...(organization !== null && { organization_id: organization }),
  });
  return `${origin}/__clerk/v1/client/handshake?${query.toString()}`;
}

function organizationOf({ organization, path = PAGE }: Row): string | null {
  return organization === undefined ? (/^\/orgs\/(\w+)/.exec(path)?.[1] ?? null) : organization;
}

function settingOf(setting: Setting, { row, keys }: Cell, { session }: Sent): readonly string[] {
  const { suffix, token, cookies } = session;
  const twice = (name: string, value: string, attributes = LONG) => [
    `${name}=${value}; ${attributes}`,
    `${name}_${suffix}=${value}; ${attributes}`,
  ];
  const carrier = row.holds.handshake?.by === "token" ? "__clerk_handshake" : "__clerk_handshake_nonce";
  const devBrowser = (value: string) => (keys === "test" ? twice("__clerk_db_jwt", value) : []);
  switch (setting) {
    case "refreshed session":
      return twice("__session", token);
    case "handshake":
      return [
        ...twice("__session", token),
        ...twice("__client_uat", cookies["__client_uat"] ?? ""),
        `__refresh_${suffix}=${cookies[`__refresh_${suffix}`] ?? ""}; HttpOnly; ${LONG}`,
        ...devBrowser(cookies["__clerk_db_jwt"] ?? ""),
        `${carrier}=; Path=/; Max-Age=0`,
      ];
    case "handshake, signed out":
      return [
        ...twice("__session", "", GONE),
        ...twice("__client_uat", "0"),
        `__refresh_${suffix}=; HttpOnly; ${GONE}`,
        ...devBrowser("dvb_any"),
        `${carrier}=; Path=/; Max-Age=0`,
      ];
    case "crafted handshake":
      return craftedDirectives(session);
    case "nonce cleared":
      return ["__clerk_handshake_nonce=; Path=/; Max-Age=0"];
    case "handshake token cleared":
      return ["__clerk_handshake=; Path=/; Max-Age=0"];
    case "last handshake for 10 s":
      return ["__clerk_redirect_count=3; HttpOnly; SameSite=Lax; Max-Age=10"];
    case "last handshake for 2 s":
      return ["__clerk_redirect_count=3; Path=/orgs/acme/dashboard; HttpOnly; SameSite=Lax; Max-Age=2"];
    case "handshake over":
      return ["handshake-sent=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"];
    case "kept form":
      return ["__Host-kept-form=any; Max-Age=600; Path=/; HttpOnly; Secure; SameSite=Lax"];
    case "bookmark":
      return ["__Host-bookmark=any; Max-Age=300; Path=/; HttpOnly; Secure; SameSite=Lax"];
  }
}

/** A new token by whose it is, a random value as such. */
function withoutSecrets(setCookie: string): string {
  return setCookie
    .replace(/^(__session\w*)=([\w.-]+);/, (_, name: string, token: string) => `${name}=${ownerOf(token)};`)
    .replace(/^(__Host-[\w-]+|__clerk_db_jwt\w*)=[\w-]+;/, "$1=<random>;");
}

function ownerOf(token: string): string {
  const { sid, o } = readClaims(token) ?? {};
  return `<token of ${String(sid)} in ${JSON.stringify(o)}>`;
}

function locationOf(location: string, origin: string): Location {
  const url = new URL(location, origin);
  return { origin: url.origin, path: url.pathname, query: Object.fromEntries(url.searchParams) };
}
