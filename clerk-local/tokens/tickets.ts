import { configurationOf } from "#clerk-local/configuration.ts";
import type { Situation } from "#clerk-local/dispatch.ts";
import { Refusal } from "#clerk-local/errors.ts";
import { readClaims, signToken } from "./session-token.ts";
import { isSignedBy, type KeyName } from "./signing-key.ts";

/** What a ticket lets its bearer do, `st` in its claims. */
export type TicketKind = "sign_in_token" | "organization_invitation" | "invitation";

export type Ticket = {
  readonly kind: TicketKind;
  /** The record that it was made for: a sign-in token or an invitation. */
  readonly sourceId: string;
  /** The organization that awaits its bearer. */
  readonly orgId: string | null;
  readonly expiresAtMs: number;
};

const KINDS: readonly TicketKind[] = ["sign_in_token", "organization_invitation", "invitation"];
const KEYS: readonly KeyName[] = ["first", "second"];
/** Any but a session token's will do: who takes a ticket for a session is refused (backend/tokens/jwtCategories.ts). */
const TICKET_CATEGORY = "clerk_local_ticket";

/** A signed ticket, as links carry it in `__clerk_ticket`. What it still is good for its record says. */
export async function signTicket({ tables, instance }: Situation, ticket: Ticket): Promise<string> {
  const claims = {
    exp: Math.floor(ticket.expiresAtMs / 1000),
    iss: instance.issuer,
    sid: ticket.sourceId,
    st: ticket.kind,
    ...(ticket.orgId !== null && { oid: ticket.orgId }),
  };
  const header = { cat: TICKET_CATEGORY };
  return signToken(claims, { signedWith: configurationOf(tables).signingKey, header });
}

/**
 * What a ticket says. Throws `ticket_invalid_code` unless this instance signed it, and `ticket_expired_code` when
 * its time is over by the stand-in's clock. Nothing is looked up: whether it was revoked or used its record knows.
 */
export async function readTicket({ instance, clock }: Situation, text: string): Promise<Ticket> {
  const claims = (await isSignedHere(text)) ? readClaims(text) : null;
  const kind = KINDS.find((known) => known === claims?.["st"]);
  const { sid, exp, oid, iss } = claims ?? {};
  if (kind === undefined || typeof sid !== "string" || typeof exp !== "number" || iss !== instance.issuer) {
    throw new Refusal(400, "ticket_invalid_code", "This ticket is not one of this instance.");
  }
  const expiresAtMs = exp * 1000;
  if (clock.nowMs >= expiresAtMs) {
    throw new Refusal(400, "ticket_expired_code", "This ticket is too old. Ask for a new one.");
  }
  return { kind, sourceId: sid, orgId: typeof oid === "string" ? oid : null, expiresAtMs };
}

async function isSignedHere(text: string): Promise<boolean> {
  const end = text.lastIndexOf(".");
  const signature = bytesOf(text.slice(end + 1));
  if (end === -1 || signature === null) return false;
  const signed = await Promise.all(KEYS.map((key) => isSignedBy(key, text.slice(0, end), signature)));
  return signed.includes(true);
}

/** Null for what is no base64. */
function bytesOf(base64Url: string): Uint8Array<ArrayBuffer> | null {
  try {
    const binary = atob(base64Url.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(binary, (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}
