const MAX_TOKEN_LENGTH = 8192;
const SEGMENTS = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/;

/** Whether text has a JWT's shape: three base64url parts, the first two JSON objects, under 8 KiB. */
export function isTokenShaped(text: string): boolean {
  if (text.length > MAX_TOKEN_LENGTH) return false;
  const parts = SEGMENTS.exec(text);
  return parts?.[1] !== undefined && readObject(parts[1]) !== null && claimsOf(text) !== null;
}

/** Clerk's prefixes for API keys and for machines' tokens (`@clerk/backend` tokens/machine.ts). */
const MACHINE_TOKEN = /^(ak|mt)_\w{16,256}$/;
const MACHINE_TOKEN_KINDS = { ak: "API key", mt: "M2M token" } as const;

export type MachineToken = (typeof MACHINE_TOKEN_KINDS)[keyof typeof MACHINE_TOKEN_KINDS];

/** Which kind of a machine's token a text may be: it says nothing by itself, so Clerk alone can tell. */
export function machineTokenOf(text: string): MachineToken | null {
  const prefix = MACHINE_TOKEN.exec(text)?.[1];
  return prefix === "ak" || prefix === "mt" ? MACHINE_TOKEN_KINDS[prefix] : null;
}

/** The token of an Authorization header that is exactly `Bearer <token>`; else null. */
export function bearerOf({ headers }: Request): string | null {
  return /^Bearer ([^\s]+)$/.exec(headers.get("authorization") ?? "")?.[1] ?? null;
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
