export type CookiePair = readonly [name: string, value: string];

/** A `Cookie` header's pairs in their order, as sent: nothing is decoded; what is no pair is left out. */
export function parseCookies(header: string | null): CookiePair[] {
  return (header ?? "")
    .split(/;\s*/)
    .map(parsePair)
    .filter((pair) => pair !== null);
}

/** The cookie of a `Set-Cookie` header, and whether it is taken away; null when there is none. */
export function parseSetCookie(header: string): { readonly pair: CookiePair; readonly gone: boolean } | null {
  const pair = parsePair(header.split(";")[0] ?? "");
  return pair === null ? null : { pair, gone: /;\s*max-age=0\s*(;|$)/i.test(header) };
}

export function writeCookies(pairs: Iterable<CookiePair>): string {
  return Array.from(pairs, ([name, value]) => `${name}=${value}`).join("; ");
}

function parsePair(text: string): CookiePair | null {
  const at = text.indexOf("=");
  return at < 1 ? null : [text.slice(0, at), text.slice(at + 1)];
}
