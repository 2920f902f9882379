import { invitations } from "#src/db/invitation-schema.ts";

/** All of an invitation. */
export const INVITATION = {
  id: invitations.id,
  email: invitations.email,
  role: invitations.role,
  status: invitations.status,
  reason: invitations.reason,
  line: invitations.line,
  invitedBy: invitations.invitedBy,
  createdAtMs: invitations.createdAtMs,
  attemptedAtMs: invitations.attemptedAtMs,
  doubts: invitations.doubts,
  alone: invitations.alone,
  clerkId: invitations.clerkId,
  expiresAtMs: invitations.expiresAtMs,
};
