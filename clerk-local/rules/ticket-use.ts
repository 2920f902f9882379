import { findPersonByEmail, personOf } from "./directory.ts";
import type { Situation } from "#clerk-local/dispatch.ts";
import { Refusal } from "#clerk-local/errors.ts";
import {
  acceptInvitation,
  acceptOrganizationInvitation,
  checkAcceptable,
  checkUsable,
} from "./invitation-acceptance.ts";
import type {
  InvitationRecord,
  OrganizationInvitationRecord,
  PersonRecord,
} from "#clerk-local/state/records.ts";
import { useSignInToken } from "./sign-in-tokens.ts";
import type { Tables } from "#clerk-local/state/tables.ts";
import type { Ticket, TicketKind } from "#clerk-local/tokens/tickets.ts";

/** Of whom a ticket speaks: an invitation names an address, a sign-in token a person. */
export type TicketHolder = {
  /** Null where nobody has the invited address yet. */
  readonly person: PersonRecord | null;
  readonly email: string;
  /** Where an invitation says that its link leads. */
  readonly redirectUrl: string | null;
};

/** Throws when the ticket's invitation or token is gone, or cannot be used any more. */
export function holderOf(situation: Situation, ticket: Ticket): TicketHolder {
  const { tables } = situation;
  if (ticket.kind === "sign_in_token") {
    const token = tables.signInTokens.get(ticket.sourceId);
    if (token === null) throw unknownTicket();
    const person = personOf(tables, token.userId);
    return { person, email: person.email, redirectUrl: null };
  }
  const invitation = checkedInvitation(tables, ticket);
  const { email, redirectUrl } = invitation;
  return { person: findPersonByEmail(tables, email), email, redirectUrl };
}

/**
 * Uses a ticket up for a person who has an account. Answers the organization that is active from then on, null
 * where it names none. Throws as `holderOf` does, and for a ticket that was used.
 */
export function useTicket(situation: Situation, ticket: Ticket, { id: userId }: PersonRecord): string | null {
  const { tables, clock } = situation;
  switch (ticket.kind) {
    case "sign_in_token":
      return useSignInToken(tables, ticket, clock.nowMs).orgId;
    case "organization_invitation":
      return acceptOrganizationInvitation(situation, organizationInvitationOf(tables, ticket), userId).orgId;
    case "invitation":
      acceptInvitation(situation, invitationOf(tables, ticket), userId);
      return null;
  }
}

/** Signing in with an invitation, where nobody has its address. */
export function noAccountYet(kind: TicketKind): Refusal {
  return kind === "organization_invitation"
    ? new Refusal(
        400,
        "organization_invitation_identification_not_exist",
        "User not found. If you don't have an account, sign up first to accept this invitation.",
      )
    : new Refusal(
        400,
        "invitation_account_not_exists",
        "This invitation refers to a non-existing identification.",
      );
}

/** Signing up with an invitation, where somebody has its address. */
export function accountExists(kind: TicketKind): Refusal {
  return kind === "organization_invitation"
    ? new Refusal(
        400,
        "organization_invitation_identification_already_exists",
        "The email address in this invitation already exists. If it belongs to you, try signing in instead.",
      )
    : new Refusal(
        400,
        "invitation_account_exists",
        "An account already exists for this invitation. Sign in instead.",
      );
}

function checkedInvitation(tables: Tables, ticket: Ticket): InvitationRecord | OrganizationInvitationRecord {
  if (ticket.kind === "organization_invitation") {
    const invitation = organizationInvitationOf(tables, ticket);
    checkAcceptable(tables, invitation);
    return invitation;
  }
  const invitation = invitationOf(tables, ticket);
  checkUsable(invitation);
  return invitation;
}

function organizationInvitationOf(tables: Tables, { sourceId }: Ticket): OrganizationInvitationRecord {
  const invitation = tables.organizationInvitations.get(sourceId);
  if (invitation === null) throw unknownTicket();
  return invitation;
}

function invitationOf(tables: Tables, { sourceId }: Ticket): InvitationRecord {
  const invitation = tables.invitations.get(sourceId);
  if (invitation === null) throw unknownTicket();
  return invitation;
}

function unknownTicket(): Refusal {
  return new Refusal(400, "ticket_invalid_code", "This ticket is for nothing that is still there.");
}
