import { configurationOf } from "./configuration.ts";
import type { Situation } from "./dispatch.ts";
import type { SessionRecord } from "./records.ts";
import { tokenSubject } from "./sessions.ts";
import { sessionClaims, signToken, type TokenWish, withoutNulls } from "./session-token.ts";

/** A token of the session, issued now with the key in use unless a test wishes otherwise. */
export async function issueToken(
  { tables, instance, clock }: Situation,
  session: SessionRecord,
  { ageSeconds = 0, claims = {}, header = {}, signedWith }: TokenWish = {},
): Promise<string> {
  const issuedAtMs = clock.realMs - ageSeconds * 1000;
  const good = sessionClaims(instance, tokenSubject(tables, session), issuedAtMs);
  return signToken(withoutNulls({ ...good, ...claims }), {
    header,
    signedWith: signedWith ?? configurationOf(tables).signingKey,
  });
}
