import type { Instance } from "./instance.ts";
import type { ClientRecord, SessionRecord } from "./state/records.ts";

const YEAR_SECONDS = 31_536_000;

export type CookieScope = {
  readonly instance: Instance;
  /** Whether the site is served by https; browsers drop `Secure` cookies of http sites other than localhost. */
  readonly secure: boolean;
};

export type SignedIn = { readonly session: SessionRecord; readonly token: string };

/** One `name=value` pair of the `Cookie` header; null when it is not there. */
export function readCookie(request: Request, name: string): string | null {
  const pairs = (request.headers.get("cookie") ?? "").split(";").map((pair) => pair.trim());
  const found = pairs.find((pair) => pair.startsWith(`${name}=`));
  return found === undefined ? null : found.slice(name.length + 1);
}

/**
 * What a browser holds after sign-in, by name. Session, uat and dev browser stand there twice, suffixed and
 * not: @clerk/backend picks one form for all three (tokens/authenticateContext.ts, usesSuffixedCookies).
 */
export function browserCookies(
  instance: Instance,
  { client, signedIn }: { readonly client: ClientRecord; readonly signedIn: SignedIn },
): Record<string, string> {
  const suffix = instance.cookieSuffix;
  const uat = String(client.uatSeconds);
  return {
    __session: signedIn.token,
    [`__session_${suffix}`]: signedIn.token,
    __client_uat: uat,
    [`__client_uat_${suffix}`]: uat,
    [`__refresh_${suffix}`]: signedIn.session.refreshToken,
    ...(instance.isDevelopment
      ? { __clerk_db_jwt: client.token, [`__clerk_db_jwt_${suffix}`]: client.token }
      : { __client: client.token }),
  };
}

/** How the result of a handshake comes back to the site: under a name to fetch it by, or itself in a token. */
export type Carrier = "__clerk_handshake_nonce" | "__clerk_handshake";

/** What a handshake found out about a browser. */
export type Finding = { readonly client: ClientRecord; readonly signedIn: SignedIn | null };

/** The directives of a handshake: everything above as Set-Cookie, and the carrier taken away. */
export function handshakeDirectives(
  scope: CookieScope,
  { client, signedIn, carrier }: Finding & { readonly carrier: Carrier },
): string[] {
  return [
    ...(signedIn === null ? clearedSession(scope) : sessionDirectives(scope, signedIn)),
    ...uatDirectives(scope, signedIn === null ? 0 : client.uatSeconds),
    ...(signedIn === null ? [clearedRefresh(scope)] : [refreshDirective(scope, signedIn.session)]),
    ...(scope.instance.isDevelopment ? twice(scope, "__clerk_db_jwt", client.token) : []),
    `${carrier}=; Path=/; Max-Age=0`,
  ];
}

/** `__session` and its twin; the refresh call answers with these (backend/tokens/request.ts). */
export function sessionDirectives(scope: CookieScope, { token }: SignedIn): string[] {
  return twice(scope, "__session", token);
}

/**
 * The cookies that a production instance keeps through its own answers, where development has clerk-js do it:
 * who this browser is, whether it is signed in, and the refresh token. At a development instance only the
 * refresh token, which no script can reach, is taken away at sign-out.
 */
export function clientDirectives(
  scope: CookieScope,
  { client, session }: { readonly client: ClientRecord; readonly session: SessionRecord | null },
): string[] {
  if (scope.instance.isDevelopment) return session === null ? [clearedRefresh(scope)] : [];
  return [
    `__client=${client.token}; HttpOnly; ${attributes(scope)}`,
    ...uatDirectives(scope, session === null ? 0 : client.uatSeconds),
    session === null ? clearedRefresh(scope) : refreshDirective(scope, session),
  ];
}

/** Where a production instance leaves a handshake's result for the site to read. */
export function carrierDirective(
  scope: CookieScope,
  {
    carrier,
    value,
    ttlSeconds,
  }: { readonly carrier: Carrier; readonly value: string; readonly ttlSeconds: number },
): string {
  return `${carrier}=${value}; HttpOnly; ${attributes(scope, ttlSeconds)}`;
}

function uatDirectives(scope: CookieScope, uatSeconds: number): string[] {
  return twice(scope, "__client_uat", String(uatSeconds));
}

function refreshDirective(scope: CookieScope, { refreshToken }: SessionRecord): string {
  return `__refresh_${scope.instance.cookieSuffix}=${refreshToken}; HttpOnly; ${attributes(scope)}`;
}

function clearedRefresh(scope: CookieScope): string {
  return `__refresh_${scope.instance.cookieSuffix}=; HttpOnly; ${attributes(scope, 0)}`;
}

function clearedSession(scope: CookieScope): string[] {
  return [
    `__session=; ${attributes(scope, 0)}`,
    `__session_${scope.instance.cookieSuffix}=; ${attributes(scope, 0)}`,
  ];
}

function twice(scope: CookieScope, name: string, value: string): string[] {
  return [
    `${name}=${value}; ${attributes(scope)}`,
    `${name}_${scope.instance.cookieSuffix}=${value}; ${attributes(scope)}`,
  ];
}

// No Domain: on localhost clerk-js's own cookies are host-only too (clerk-js/core/auth/getCookieDomain.ts).
function attributes({ secure }: CookieScope, maxAgeSeconds = YEAR_SECONDS): string {
  return `Path=/; SameSite=Lax; Max-Age=${maxAgeSeconds}${secure ? "; Secure" : ""}`;
}
