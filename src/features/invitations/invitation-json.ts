import { GIVEN_ROLES } from "#src/auth/roles.ts";
import { type Invitation } from "#src/features/invitations/invitation.ts";
import { ID_SHAPES } from "#src/lib/ids.ts";
import { INSTANT, objectOf, orNull, shaped, STRING } from "#src/lib/json-schema.ts";
import { instantOf } from "#src/lib/time.ts";

export const INVITATION_SCHEMA = objectOf({
  id: shaped(ID_SHAPES.invitation),
  emailAddress: STRING,
  role: { type: "string", enum: GIVEN_ROLES },
  /** What `sent` is to people: Clerk has mailed it. */
  status: { type: "string", enum: ["sent", "waiting", "sending"] },
  inviterUserId: shaped(ID_SHAPES.user),
  createdAt: INSTANT,
  expiresAt: orNull(INSTANT),
  expectedAt: orNull(INSTANT),
});

/** An invitation as the API answers it; `expectedAtMs` is about when it will be sent, null where it is. */
export function invitationJson(invitation: Invitation, expectedAtMs: number | null) {
  const { id, email, role, status, invitedBy, createdAtMs, expiresAtMs } = invitation;
  return {
    id,
    emailAddress: email,
    role,
    status,
    inviterUserId: invitedBy,
    createdAt: instantOf(createdAtMs),
    expiresAt: expiresAtMs === null ? null : instantOf(expiresAtMs),
    expectedAt: expectedAtMs === null ? null : instantOf(expectedAtMs),
  };
}
