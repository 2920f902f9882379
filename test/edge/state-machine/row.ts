import type { TokenWish } from "#clerk-local/tokens/session-token.ts";
import type { Headers } from "#test/support/requests.ts";
import type { Controls } from "#clerk-local/controls/table.ts";
import type { Keys } from "#test/support/site.ts";

/*
 * The vocabulary of the tables in rows/: what a browser holds, and what comes of it. A table's row is one row of
 * the state machine of Clerk's SDK (`@clerk/backend` tokens/request.ts), with the site's edge around it.
 */

/** How a session comes: in cookies with the instance's suffix or without it, or as a bearer token. */
export type Carrier = "suffixed" | "unsuffixed" | "bearer";

export type Kind = "document" | "fetch" | "form" | "iframe" | "old browser" | "image" | "script" | "head";

/** What of the table in `Row.number` does not fit into one of these is told in `Row.when`. */
export type Row = {
  /** Of the protocol's table, or the section of a rule beside it. */
  readonly number: string;
  readonly when: string;
  /** The kind of instance at which this can be; both when absent. */
  readonly at?: Keys;
  /** Whose session; Ada's in Acme when absent. */
  readonly who?: Partial<Parameters<Controls["sessionFor"]>[0]>;
  /** What is the matter at Clerk. */
  readonly clerk?: ClerkState;
  readonly holds: Holding;
  /** What the cookies without suffix hold beside it, of a session of Milo's; carried as both forms at once. */
  readonly twin?: Holding;
  /** `/orgs/acme/dashboard?tab=2` when absent. */
  readonly path?: string;
  /** What a handshake is to activate, by the path: `""` is none, null is nothing. The path's own when absent. */
  readonly organization?: string | null;
  /** Put behind the path. */
  readonly query?: string;
  /** As much of `query` as the site gets to see; nothing when absent. */
  readonly seenQuery?: string;
  readonly headers?: Headers;
  /** By cookie. */
  readonly cookie?: Expected;
  /** The forms of cookies in which this can be; both when absent. */
  readonly forms?: readonly Exclude<Carrier, "bearer">[];
  /** By bearer token; the other cookies come beside it. A row without a token of its own gets a good one. */
  readonly bearer?: Expected;
};

export type Expected = Partial<Record<Kind, Verdict>>;

export type ClerkState =
  | "revoked session"
  | "rotated key"
  | { readonly fault: NonNullable<Parameters<Controls["fault"]>[0]>["kind"] };

/** What a browser has. Nothing is there that is not named, except the development browser's token. */
export type Holding = {
  /** A text is sent as it is. */
  readonly token?: HeldToken | string;
  /** `__client_uat`: since when it is signed in. */
  readonly uat?: "yesterday" | "the token's second" | "a second after the token" | "0" | "no number";
  readonly devBrowser?: false;
  readonly refresh?: "own" | "made up";
  /** `__clerk_redirect_count`. */
  readonly redirects?: string;
  readonly handshake?: Handshake;
  /** Cookies that have no second form. */
  readonly cookies?: Readonly<Record<string, string>>;
};

export type HeldToken = TokenWish & {
  /** Claims that are times, by their distance from now. */
  readonly secondsFromNow?: Partial<Readonly<Record<"exp" | "nbf" | "iat", number>>>;
};

/** How the browser comes back from the Frontend API. */
export type Handshake = {
  /** By a nonce, or by the signed result itself. */
  readonly by: "nonce" | "token";
  readonly result:
    | "session"
    | "signed out"
    | "made up"
    | "no token"
    | "bad signature"
    | "template token"
    | "expired session";
  /** A production instance's way is the cookie, a development one's the address: the default. */
  readonly inside?: "cookie" | "address";
};

/** What Clerk's SDK says of the request, left alone with it. */
export type Alone = {
  readonly status: "signed-in" | "signed-out" | "handshake" | "throws";
  readonly reason: string | null;
};

export type Verdict = {
  readonly ends: Ending;
  readonly alone: Alone;
  /** Set-Cookie beside those that the ending always has. */
  readonly sets?: readonly Setting[];
  readonly calls?: readonly ("refresh" | "nonce" | "memberships")[];
  /** Of the person who is let in. */
  readonly role?: "Admin" | "Member";
  /** As the session page has it; what the carrier leads to expect when absent. */
  readonly cameBy?: "handshake" | "server refresh";
};

export type Ending =
  /** The page; a form is done and answered 303. */
  | { readonly kind: "signed in" }
  | { readonly kind: "handshake"; readonly reason: string }
  /** 303 to sign in; a form is shown back with 401. */
  | { readonly kind: "signed out" }
  /** A form is kept, and its page asked for. */
  | { readonly kind: "kept" }
  /** Anything else; the location is a path. */
  | { readonly kind: "answer"; readonly status: number; readonly location?: string };

export type Setting =
  | "refreshed session"
  | "handshake"
  | "handshake, signed out"
  | "crafted handshake"
  | "nonce cleared"
  | "handshake token cleared"
  | "last handshake for 10 s"
  | "last handshake for 2 s"
  | "handshake over"
  | "kept form"
  | "bookmark";

export const GOOD: HeldToken = {};
/** The cookie by which the site knows a browser that it has sent to a handshake. */
export const SENT = { "handshake-sent": "1" } as const;

/** An hour old, which is 59 minutes too old. */
export const EXPIRED: HeldToken = { ageSeconds: 3600 };

export const signedIn: Verdict = {
  ends: { kind: "signed in" },
  alone: { status: "signed-in", reason: null },
};

export function signedOut(reason: string): Verdict {
  return { ends: { kind: "signed out" }, alone: { status: "signed-out", reason } };
}

export function handshake(reason: string): Verdict {
  return { ends: { kind: "handshake", reason }, alone: { status: "handshake", reason } };
}

export function kept(reason: string): Verdict {
  return { ends: { kind: "kept" }, alone: { status: "signed-out", reason } };
}

export function answer(status: number, location?: string): Verdict {
  return {
    ends: { kind: "answer", status, ...(location !== undefined && { location }) },
    alone: signedIn.alone,
  };
}

export function always(verdict: Verdict): Expected {
  return { document: verdict, fetch: verdict, form: verdict };
}

/** Section 1.4: a handshake for a document, and for anything else signed out with the same reason. */
export function maybeHandshake(reason: string): Expected {
  return { document: handshake(reason), fetch: signedOut(reason), form: signedOut(reason) };
}

/** Row 17 for an authentic token that has expired: a form is kept for its person. */
export function expired(why: string): Expected {
  return { ...maybeHandshake(expiredReason(why)), form: kept(expiredReason("non-eligible-non-get")) };
}

/** The same by bearer token, whose forms are not kept: its sender is no browser. */
export function expiredBearer(why: string): Expected {
  return { ...maybeHandshake(expiredReason(why)), form: signedOut(expiredReason("non-eligible-non-get")) };
}

export function expiredReason(why: string): string {
  return `session-token-expired-refresh-${why}`;
}

/** The same endings where Clerk's SDK alone would have decided otherwise. */
export function unlike(status: Alone["status"], reason: string | null, verdict: Verdict): Verdict {
  return { ...verdict, alone: { status, reason } };
}

export function unlikeEach(status: Alone["status"], reason: string | null, expected: Expected): Expected {
  const verdicts = Object.entries(expected).map(([kind, verdict]) => [kind, unlike(status, reason, verdict)]);
  return Object.fromEntries(verdicts);
}
