const MAX_TOKEN_LENGTH = 8192;
const SEGMENTS = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/;

/** Whether text has a JWT's shape: three base64url parts, the first two JSON objects, under 8 KiB. */
export function isTokenShaped(text: string): boolean {
  if (text.length > MAX_TOKEN_LENGTH) return false;
  const parts = SEGMENTS.exec(text);
  return parts?.[1] !== undefined && parts[2] !== undefined && isObject(parts[1]) && isObject(parts[2]);
}

function isObject(segment: string): boolean {
  try {
    const value: unknown = JSON.parse(atob(segment.replaceAll("-", "+").replaceAll("_", "/")));
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
