import type { ClerkInvitation } from "#src/clerk/invitations.ts";
import type { Invitation } from "#src/features/invitations/invitation.ts";

/** By how much Clerk's clock may be behind. */
const MOST_SKEW_MS = 5 * 60 * 1000;

/** Whether Clerk's invitation is what ours was to become: one that can be accepted, or was since it was asked for. */
export function becameOf(
  { email, attemptedAtMs }: Pick<Invitation, "email" | "attemptedAtMs">,
  clerks: Pick<ClerkInvitation, "emailAddress" | "createdAtMs" | "status">,
): boolean {
  if (clerks.emailAddress !== email) return false;
  const isSince = clerks.createdAtMs >= (attemptedAtMs ?? 0) - MOST_SKEW_MS;
  return clerks.status === "pending" || isSince;
}
