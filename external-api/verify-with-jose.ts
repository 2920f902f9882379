import { decodeProtectedHeader, errors, importJWK, jwtVerify } from "jose";
import { KeySetUnavailable, type KeySet } from "./key-set.ts";
import { faultOfHeader, readClaims, SKEW_SECONDS, type Expected, type Verify } from "./token-class.ts";

/** By a library that knows nothing of Clerk: what any service in any language can do with the issuer's key set. */
export function verifierByJose(keys: KeySet, expected: Expected): Verify {
  return async (token, tokenClass) => {
    try {
      const header = decodeProtectedHeader(token);
      const fault = faultOfHeader({ ...header }, tokenClass);
      if (fault !== null) return { kind: "refused", fault };
      const key = await keys.find(header.kid ?? "");
      if (key === null) return { kind: "refused", fault: "kid" };
      const { payload } = await jwtVerify(token, await importJWK(key, "RS256"), {
        algorithms: ["RS256"],
        issuer: expected.issuer,
        clockTolerance: SKEW_SECONDS,
        requiredClaims: ["sub", "azp", "exp", "iat", "nbf"],
        ...(tokenClass === "template" && { audience: expected.audience }),
      });
      return readClaims(payload, tokenClass, expected);
    } catch (error) {
      if (error instanceof KeySetUnavailable) return { kind: "unavailable" };
      return { kind: "refused", fault: error instanceof errors.JOSEError ? error.code : "token" };
    }
  };
}
