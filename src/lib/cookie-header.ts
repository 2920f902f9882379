export type CookiePair = readonly [name: string, value: string];

/**
 * A `Cookie` header's pairs in their order: nothing is decoded; what is no pair is left out. Blanks around
 * names and values do not count, as in Clerk's SDK: it reads `__session =x` as a session cookie.
 */
export function parseCookies(header: string | null): CookiePair[] {
  return (header ?? "")
    .split(";")
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
  const name = withoutBlanks(text.slice(0, Math.max(at, 0)));
  return name === "" ? null : [name, withoutBlanks(text.slice(at + 1))];
}

// Not trim(), which takes away more than HTTP calls blanks, nor a pattern, which takes long over many of them.
function withoutBlanks(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && isBlank(text.charCodeAt(start))) start += 1;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}
