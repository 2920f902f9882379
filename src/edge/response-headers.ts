export type HeaderRules = {
  readonly origin: string;
  /** The Frontend API's host, where it is not proxied under the site's own origin; else null. */
  readonly frontendApiHost: string | null;
};

const STATIC_HEADERS: ReadonlyArray<readonly [string, string]> = [
  ["x-content-type-options", "nosniff"],
  ["referrer-policy", "strict-origin-when-cross-origin"],
  ["permissions-policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"],
  ["cross-origin-opener-policy", "same-origin-allow-popups"],
  ["cross-origin-resource-policy", "same-origin"],
  ["x-frame-options", "DENY"],
];

const REMOVED = [
  "access-control-allow-origin",
  "access-control-allow-credentials",
  "x-clerk-auth-reason",
  "x-clerk-auth-status",
  "x-clerk-auth-message",
  "x-clerk-redirect-to",
];

/** A fresh script nonce: 128 random bits, base64. */
export function newNonce(): string {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))));
}

/** Sets the security headers on an answer of the site (not of the Frontend API proxy). */
export function secureHeaders(headers: Headers, nonce: string, rules: HeaderRules): void {
  for (const name of REMOVED) headers.delete(name);
  setCommonHeaders(headers, rules);
  headers.set("content-security-policy", contentSecurityPolicy(nonce, rules));
  headers.set("cache-control", "private, no-store");
}

/** What every answer carries, the proxy's too. */
export function setCommonHeaders(headers: Headers, rules: HeaderRules): void {
  for (const [name, value] of STATIC_HEADERS) headers.set(name, value);
  if (rules.origin.startsWith("https:")) {
    headers.set("strict-transport-security", "max-age=63072000; includeSubDomains");
  }
}

// Clerk's directives: https://clerk.com/docs/guides/secure/best-practices/csp-headers
function contentSecurityPolicy(nonce: string, { frontendApiHost }: HeaderRules): string {
  const frontendApi = frontendApiHost === null ? "" : ` https://${frontendApiHost}`;
  return [
    "default-src 'none'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
    `script-src 'self' 'nonce-${nonce}'${frontendApi} https://challenges.cloudflare.com https://*.protect.clerk.com`,
    `connect-src 'self'${frontendApi} https://*.protect.clerk.com:*`,
    "img-src 'self' data: https://img.clerk.com",
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self'",
    "worker-src 'self' blob:",
    "frame-src https://challenges.cloudflare.com https://*.protect.clerk.com",
    "manifest-src 'self'",
  ].join("; ");
}
