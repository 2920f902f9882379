import { GIVEN_ROLES } from "#src/auth/roles.ts";
import { ID_SHAPES, parseUserId } from "#src/lib/ids.ts";
import { choiceField, inputOf, optional, shapeField } from "#src/lib/input.ts";
import { shaped } from "#src/lib/json-schema.ts";

/** What an address asks of the list of members: those behind one. */
export const MEMBER_QUERY = inputOf({
  after: optional(shapeField(shaped(ID_SHAPES.user), parseUserId, "This is no member's id.")),
});

/** What becomes of a member, as the API is told. */
export const MEMBER_PATCH = inputOf({ role: choiceField(GIVEN_ROLES) }, ["role"]);
