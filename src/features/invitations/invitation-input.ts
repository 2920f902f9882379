import { GIVEN_ROLES } from "#src/auth/roles.ts";
import { MAX_EMAIL_LENGTH, parseEmail, REASONS } from "#src/features/invitations/invitation.ts";
import { choiceField, inputOf, refined, shapeField } from "#src/lib/input.ts";
import { ok } from "#src/lib/result.ts";

export const EMAIL_FIELD = shapeField(
  { type: "string", format: "email", maxLength: MAX_EMAIL_LENGTH },
  parseEmail,
  REASONS["not-an-address"],
);
export const ROLE_FIELD = choiceField(GIVEN_ROLES);

/** Whom to invite, as the API is told. */
export const NEW_INVITATION = refined(
  inputOf({ emailAddress: EMAIL_FIELD, role: ROLE_FIELD }, ["emailAddress", "role"]),
  ({ emailAddress, role }) => ok({ email: emailAddress, role }),
);
