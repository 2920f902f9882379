import type { Call } from "#clerk-local/dispatch.ts";
import { Refusal } from "#clerk-local/errors.ts";
import type { PersonRecord, SessionRecord, SignUpRecord } from "#clerk-local/state/records.ts";
import { activate, openSession } from "#clerk-local/rules/sessions.ts";
import { accountExists, holderOf, useTicket } from "#clerk-local/rules/ticket-use.ts";
import { readTicket, type Ticket } from "#clerk-local/tokens/tickets.ts";

/** Uses the ticket up and opens the session of whom it names, with the ticket's organization active. */
export function openedBy(
  call: Call,
  ticket: Ticket,
  { person, clientId }: { readonly person: PersonRecord; readonly clientId: string },
): SessionRecord {
  const orgId = useTicket(call, ticket, person);
  const session = openSession(call.tables, { clientId, userId: person.id }, call.clock);
  return orgId === null ? session : activate(call.tables, session, orgId);
}

/**
 * What the ticket in a sign-up's fields says: the invited address, which its link has verified. Null without one.
 * Throws for an address that has an account, and for a ticket that only signs in.
 */
export async function invitedBy(call: Call): Promise<Pick<SignUpRecord, "email" | "ticket"> | null> {
  const text = call.fields.text("ticket") ?? "";
  if (text === "") return null;
  const ticket = await readTicket(call, text);
  if (ticket.kind === "sign_in_token") {
    const message = "Sign in tokens can only be used during sign in.";
    throw new Refusal(400, "sign_in_token_not_in_sign_in_code", message);
  }
  const { person, email } = holderOf(call, ticket);
  if (person !== null) throw accountExists(ticket.kind);
  return { email, ticket };
}
