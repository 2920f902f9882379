import { KeySet } from "./key-set.ts";
import type { Settings } from "./settings.ts";
import type { Verify } from "./token-class.ts";
import { verifierByClerk } from "./verify-with-clerk.ts";
import { verifierByJose } from "./verify-with-jose.ts";

/** Both verifiers, one set of keys: a token is good where both say so, and for the same person. */
export function verifierOf({ keySetUrl, ...expected }: Settings): Verify {
  const keys = new KeySet(keySetUrl);
  const [byClerk, byJose] = [verifierByClerk(keys, expected), verifierByJose(keys, expected)];
  return async (token, tokenClass) => {
    const verdicts = await Promise.all([byClerk(token, tokenClass), byJose(token, tokenClass)]);
    const [first, second] = verdicts;
    if (first.kind !== second.kind) {
      const faults = verdicts.map((verdict) => (verdict.kind === "refused" ? verdict.fault : verdict.kind));
      console.error(JSON.stringify({ event: "verifiers-disagree", faults }));
    }
    return first.kind === "good" ? second : first;
  };
}
