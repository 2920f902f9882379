import { personOf } from "./directory.ts";
import type { Situation } from "#clerk-local/dispatch.ts";
import { notFound, Refusal } from "#clerk-local/errors.ts";
import { newId } from "#clerk-local/ids.ts";
import { membershipOf } from "./organizations.ts";
import type { SignInTokenRecord } from "#clerk-local/state/records.ts";
import type { Tables } from "#clerk-local/state/tables.ts";
import { signTicket, type Ticket } from "#clerk-local/tokens/tickets.ts";

export type WantedSignInToken = {
  readonly userId: string;
  /** Active once signed in; the person must be a member. */
  readonly orgId: string | null;
  readonly lifetimeSeconds: number;
};

/** A token that signs this person in, once. */
export async function createSignInToken(
  situation: Situation,
  { userId, orgId, lifetimeSeconds }: WantedSignInToken,
): Promise<SignInTokenRecord> {
  const { tables, clock } = situation;
  personOf(tables, userId);
  if (orgId !== null) membershipOf(tables, { orgId, userId });
  const id = newId("sit");
  const expiresAtMs = clock.nowMs + lifetimeSeconds * 1000;
  const token = await signTicket(situation, { kind: "sign_in_token", sourceId: id, orgId, expiresAtMs });
  const times = { createdAtMs: clock.nowMs, updatedAtMs: clock.nowMs };
  return tables.signInTokens.put({ id, userId, orgId, token, status: "pending", ...times });
}

/** Throws `sign_in_token_cannot_be_revoked_code` on one that was used or revoked. */
export function revokeSignInToken(tables: Tables, id: string, nowMs: number): SignInTokenRecord {
  const token = tables.signInTokens.get(id);
  if (token === null) throw notFound("sign-in token");
  if (token.status === "pending") {
    return tables.signInTokens.put({ ...token, status: "revoked", updatedAtMs: nowMs });
  }
  const message = `This sign-in token is ${token.status}. Only pending ones can be revoked.`;
  throw new Refusal(400, "sign_in_token_cannot_be_revoked_code", message);
}

/** Uses up the sign-in token that a ticket stands for. Throws when it was used or revoked, or its person is gone. */
export function useSignInToken(tables: Tables, ticket: Ticket, nowMs: number): SignInTokenRecord {
  const token = ticket.kind === "sign_in_token" ? tables.signInTokens.get(ticket.sourceId) : null;
  if (token === null || tables.people.get(token.userId) === null) {
    throw new Refusal(400, "ticket_invalid_code", "This ticket signs nobody in.");
  }
  if (token.status === "pending") {
    return tables.signInTokens.put({ ...token, status: "accepted", updatedAtMs: nowMs });
  }
  if (token.status === "revoked") {
    throw new Refusal(400, "sign_in_token_revoked_code", "This sign-in token was revoked.");
  }
  throw new Refusal(400, "sign_in_token_already_used_code", "This sign-in token was used already.");
}
