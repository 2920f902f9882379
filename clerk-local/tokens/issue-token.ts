import { configurationOf } from "#clerk-local/configuration.ts";
import type { Situation } from "#clerk-local/dispatch.ts";
import type { SessionRecord } from "#clerk-local/state/records.ts";
import { tokenSubject } from "#clerk-local/rules/sessions.ts";
import { sessionClaims, signToken, type TokenWish, withoutNulls } from "./session-token.ts";

/** A token of the session, issued now with the key in use unless the wish says otherwise. */
export async function issueToken(
  { tables, instance, clock }: Situation,
  session: SessionRecord,
  wish: TokenWish = {},
): Promise<string> {
  const { ageSeconds = 0, claims = {}, header = {}, signedWith } = wish;
  const issuedAtMs = clock.realMs - ageSeconds * 1000;
  const subject = tokenSubject(tables, session);
  const { lifetimeSeconds = subject.lifetimeSeconds } = wish;
  const good = sessionClaims(instance, { ...subject, lifetimeSeconds }, issuedAtMs);
  return signToken(withoutNulls({ ...good, ...claims }), {
    header,
    signedWith: signedWith ?? configurationOf(tables).signingKey,
  });
}
