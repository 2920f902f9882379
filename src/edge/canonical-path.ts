/** Characters that mean the same encoded and not (RFC 3986, 2.3): letters, digits, `-._~`. */
const ENCODED_UNRESERVED = /%(2D|2E|5F|7E|3\d|[46][1-9A-F]|[57][\dA])/gi;

/**
 * The request at the one spelling of its path. Not a redirect there, which would cost a hop before those of a
 * handshake: the handshake leads back to this spelling by itself.
 */
export function atCanonicalPath(request: Request): Request {
  const url = new URL(request.url);
  const path = canonicalPath(url.pathname);
  if (path === null) return request;
  url.pathname = path;
  return new Request(url, request);
}

/**
 * The path with no character encoded that need not be; null when it is so already. Astro's router decodes a
 * path and Clerk's organization matcher does not: `/orgs/%61cme` would be Acme to the one and unknown to the
 * other, which then tries to activate it over and over.
 */
export function canonicalPath(pathname: string): string | null {
  if (!pathname.includes("%")) return null;
  const canonical = pathname.replaceAll(ENCODED_UNRESERVED, (encoded) => decodeURIComponent(encoded));
  return canonical === pathname ? null : canonical;
}
