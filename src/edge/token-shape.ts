const MAX_TOKEN_LENGTH = 8192;
const SEGMENTS = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/;

/** Whether text has a JWT's shape: three base64url parts, the first two JSON objects, under 8 KiB. */
export function isTokenShaped(text: string): boolean {
  if (text.length > MAX_TOKEN_LENGTH) return false;
  const parts = SEGMENTS.exec(text);
  return parts?.[1] !== undefined && readObject(parts[1]) !== null && claimsOf(text) !== null;
}

/** What a token says, whoever signed it; null when it is none. */
export function claimsOf(token: string): Record<string, unknown> | null {
  const payload = SEGMENTS.exec(token)?.[2];
  return payload === undefined ? null : readObject(payload);
}

function readObject(segment: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(atob(segment.replaceAll("-", "+").replaceAll("_", "/")));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}
