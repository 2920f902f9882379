import { checkEmail, findPersonByEmail } from "./directory.ts";
import type { Situation } from "#clerk-local/dispatch.ts";
import { notFound, Refusal, wrongAddresses, wrongField } from "#clerk-local/errors.ts";
import { newId } from "#clerk-local/ids.ts";
import { expiryOf, invitationLink, MAX_BULK, redirectUrlOf } from "./invitations.ts";
import type { Json } from "#clerk-local/json.ts";
import { sendMail } from "./mail.ts";
import type { InvitationRecord } from "#clerk-local/state/records.ts";
import type { Tables } from "#clerk-local/state/tables.ts";
import { signTicket } from "#clerk-local/tokens/tickets.ts";

export type WantedApplicationInvitation = {
  readonly email: string;
  readonly redirectUrl: string | null;
  readonly expiresInDays: number | null;
  readonly publicMetadata: Json;
  /** Whether a mail is sent. */
  readonly notify: boolean;
  /** Whether an earlier invitation or an account at that address is no hindrance. */
  readonly ignoreExisting: boolean;
};

type Draft = {
  readonly invitation: InvitationRecord;
  readonly wanted: WantedApplicationInvitation;
};

/**
 * Invites them all, or nobody when one of them is refused: `bulk_size_exceeded` over ten, an address that is none,
 * `form_identifier_exists` where somebody has it, `duplicate_record` where it is invited already.
 */
export async function inviteToApplication(
  situation: Situation,
  wanted: readonly WantedApplicationInvitation[],
): Promise<InvitationRecord[]> {
  if (wanted.length > MAX_BULK) {
    const message = `Parameters exceed the maximum allowed bulk processing size of ${MAX_BULK}.`;
    throw new Refusal(400, "bulk_size_exceeded", message);
  }
  const drafts = await Promise.all(wanted.map((each) => draft(situation, each)));
  // From here on nothing is awaited, so that no other call changes what was checked.
  checkInvited(
    situation,
    drafts.filter((each) => !each.wanted.ignoreExisting),
  );
  return drafts.map((each) => send(situation, each));
}

/** Throws `resource_not_found`. */
export function applicationInvitationOf(tables: Tables, id: string): InvitationRecord {
  const invitation = tables.invitations.get(id);
  if (invitation === null) throw notFound("invitation");
  return invitation;
}

/** Throws `invitation_already_accepted` or `invitation_already_revoked`. */
export function revokeApplicationInvitation(
  { tables, clock }: Situation,
  invitation: InvitationRecord,
): InvitationRecord {
  if (invitation.status !== "pending") {
    const message = `Invitation is already ${invitation.status}.`;
    throw new Refusal(400, `invitation_already_${invitation.status}`, message);
  }
  return tables.invitations.put({ ...invitation, status: "revoked", updatedAtMs: clock.nowMs });
}

async function draft(situation: Situation, wanted: WantedApplicationInvitation): Promise<Draft> {
  const { instance, clock } = situation;
  const id = newId("inv");
  const email = checkEmail(wanted.email);
  const redirectUrl = redirectUrlOf(wanted.redirectUrl, instance);
  const expiresAtMs = expiryOf(wanted.expiresInDays, clock.nowMs);
  const ticket = await signTicket(situation, { kind: "invitation", sourceId: id, orgId: null, expiresAtMs });
  const times = { expiresAtMs, createdAtMs: clock.nowMs, updatedAtMs: clock.nowMs };
  const { publicMetadata } = wanted;
  return {
    invitation: { id, email, redirectUrl, ticket, publicMetadata, status: "pending", ...times },
    wanted,
  };
}

function checkInvited({ tables }: Situation, drafts: readonly Draft[]): void {
  const addresses = drafts.map(({ invitation }) => invitation.email);
  if (addresses.some((email) => findPersonByEmail(tables, email) !== null)) {
    throw wrongField("form_identifier_exists", "email_address", "That email address is taken.");
  }
  const isInvited = (email: string) => tables.invitations.where({ email, status: "pending" }).length > 0;
  const twice = addresses.filter((email, index) => isInvited(email) || addresses.indexOf(email) < index);
  if (twice.length === 0) return;
  const message = "There are already pending invitations for the following email addresses";
  throw wrongAddresses({ status: 400, code: "duplicate_record" }, twice, message);
}

function send({ tables, instance, clock }: Situation, { invitation, wanted }: Draft): InvitationRecord {
  const link = invitationLink(instance, invitation.ticket);
  const subject = "You are invited to Orgstead";
  const text = `Sign up for Orgstead: ${link}`;
  const mail = { to: invitation.email, kind: "invitation", subject, text, code: null, link } as const;
  if (wanted.notify) sendMail(tables, mail, clock.nowMs);
  return tables.invitations.put(invitation);
}
