import { publicClaims } from "#src/auth/session-claims.ts";
import { parseCookies } from "#src/lib/cookie-header.ts";

/** clerk-js asks for a new token this long before the old one ends (clerk-js/core/tokenCache.ts). */
const REFRESH_LEAD_SECONDS = 17;
const CLERK_COOKIE = /^(__session|__client|__refresh|__clerk|clerk_active_context)/;

/** What a session token says and how it came, for its own person to see; never the token. */
export type SessionReport = {
  readonly claims: readonly (readonly [name: string, value: string])[];
  readonly ageSeconds: number;
  readonly secondsLeft: number;
  readonly carrier: Carrier;
  /** How the carrier came to count. */
  readonly why: string;
  /** What the browser's SDK will do next about the token. */
  readonly next: string;
  /** Names alone, in the order they came. */
  readonly cookies: readonly string[];
};

export type Carrier = "authorization header" | "session cookie" | "server refresh" | "handshake";

const WHY: Readonly<Record<Carrier, string>> = {
  "authorization header": "A bearer token goes before every cookie; it is never renewed here.",
  "session cookie":
    "The cookie's token was still good: verified with the instance's public key, no call to Clerk.",
  "server refresh": "The cookie's token had expired; the refresh cookie got a new one from the Backend API.",
  handshake: "The browser has just come back from the Frontend API, which left a new token for this request.",
};

/** Null when nobody is signed in. `token` is the one that was accepted for this request. */
export function reportSession(
  request: Request,
  accepted: { readonly claims: object | null; readonly token: string | null },
  nowMs: number,
): SessionReport | null {
  if (accepted.claims === null) return null;
  const claims: Record<string, unknown> = { ...publicClaims(accepted.claims) };
  const cookies = parseCookies(request.headers.get("cookie"));
  const nowSeconds = Math.floor(nowMs / 1000);
  const secondsLeft = numberOf(claims["exp"]) - nowSeconds;
  const carrier = carrierOf(request, cookies, accepted.token);
  return {
    claims: Object.entries(claims).map(([name, value]) => [name, textOf(value)]),
    ageSeconds: nowSeconds - numberOf(claims["iat"]),
    secondsLeft,
    carrier,
    why: WHY[carrier],
    next: nextStep(secondsLeft - REFRESH_LEAD_SECONDS),
    cookies: cookies.map(([name]) => name).filter((name) => CLERK_COOKIE.test(name)),
  };
}

function carrierOf(
  request: Request,
  cookies: ReturnType<typeof parseCookies>,
  token: string | null,
): Carrier {
  if (request.headers.has("authorization")) return "authorization header";
  if (cookies.some(([, value]) => value === token)) return "session cookie";
  const names = cookies.map(([name]) => name);
  return names.some((name) => name.startsWith("__clerk_handshake")) ? "handshake" : "server refresh";
}

function nextStep(secondsToRefresh: number): string {
  const when = secondsToRefresh > 0 ? `in about ${secondsToRefresh} s` : "at once";
  return `clerk-js asks for a new token ${when} while this tab is in front; a tab that slept past the end comes back by a handshake.`;
}

function numberOf(claim: unknown): number {
  return typeof claim === "number" ? claim : 0;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
