import { verifyToken } from "@clerk/backend";
import { decodeJwt } from "@clerk/backend/jwt";
import { KeySetUnavailable, type KeySet, type PublicKey } from "./key-set.ts";
import { faultOfHeader, readClaims, SKEW_SECONDS, type Expected, type Verify } from "./token-class.ts";

const ALGORITHM = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" } as const;

/**
 * By Clerk's own SDK, which needs no secret key for it: it is handed the key that the token names. Left to itself it
 * would ask Clerk's Backend API, again for each name that it does not know (tokens/keys.ts).
 */
export function verifierByClerk(keys: KeySet, expected: Expected): Verify {
  return async (token, tokenClass) => {
    try {
      const { header } = decodeJwt(token);
      const fault = faultOfHeader({ ...header }, tokenClass);
      if (fault !== null) return { kind: "refused", fault };
      const key = await keys.find(header.kid);
      if (key === null) return { kind: "refused", fault: "kid" };
      const claims = await verifyToken(token, {
        jwtKey: await pemOf(key),
        authorizedParties: [...expected.parties],
        clockSkewInMs: SKEW_SECONDS * 1000,
        ...(tokenClass === "template" && { audience: expected.audience }),
      });
      return readClaims({ ...claims }, tokenClass, expected);
    } catch (error) {
      if (error instanceof KeySetUnavailable) return { kind: "unavailable" };
      return { kind: "refused", fault: reasonOf(error) };
    }
  };
}

/** As CLERK_JWT_KEY has it. */
async function pemOf(jwk: PublicKey): Promise<string> {
  const key = await crypto.subtle.importKey("jwk", jwk, ALGORITHM, true, ["verify"]);
  const spki = await crypto.subtle.exportKey("spki", key);
  const base64 = btoa(String.fromCharCode(...new Uint8Array(spki)));
  return `-----BEGIN PUBLIC KEY-----\n${base64}\n-----END PUBLIC KEY-----`;
}

function reasonOf(error: unknown): string {
  const reason: unknown =
    typeof error === "object" && error !== null && "reason" in error ? error.reason : null;
  return typeof reason === "string" ? reason : "token";
}
