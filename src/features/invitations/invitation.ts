import type { invitations } from "#src/db/invitation-schema.ts";

/** An invitation on its way to Clerk. */
export type Invitation = Omit<typeof invitations.$inferSelect, "orgId">;

/** Whom to invite, as what. */
export type InvitationDraft = Pick<Invitation, "email" | "role">;

/** Why nobody was invited, and what to say of it. */
export const REASONS = {
  "not-an-address": "This is no e-mail address.",
  "unknown-role": "The role must be Admin or Member.",
  twice: "This address was in the list before.",
  member: "This address belongs to a member already.",
  invited: "This address has been invited already.",
  full: "The organization has as many members and open invitations as it may have.",
  inviter: "Whoever invited them may not invite any more.",
  refused: "Clerk does not take this invitation.",
} as const;
export type Reason = keyof typeof REASONS;

/** What may be sent after all, once something is changed: the address, the role, or how full the organization is. */
export const MENDABLE = [
  "not-an-address",
  "unknown-role",
  "full",
  "inviter",
  "refused",
] as const satisfies Reason[];

export function isMendable({ reason }: Invitation): boolean {
  return MENDABLE.some((each) => each === reason);
}

export function reasonText(reason: string | null): string {
  // Own keys of the table, or the last one of them.
  return REASONS[reason !== null && Object.hasOwn(REASONS, reason) ? (reason as Reason) : "refused"];
}

export const MAX_EMAIL_LENGTH = 254;
export const MAX_LISTED = 1000;
export const MAX_LIST_BYTES = 100 * 1024;
/** As long as it can be accepted. */
export const KEPT_AFTER_SENDING_MS = 30 * 24 * 60 * 60 * 1000;
/** How many of each kind a page shows. */
export const SHOWN_INVITATIONS = 50;

const ADDRESS =
  /^[^\s@<>()[\]\\,;:"]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;

/** An address as it is stored and compared, in lower case; null for what is none. */
export function parseEmail(text: string): string | null {
  const email = text.trim().normalize("NFC").toLowerCase();
  return email.length <= MAX_EMAIL_LENGTH && ADDRESS.test(email) ? email : null;
}
