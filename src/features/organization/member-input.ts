import { ID_SHAPES, parseUserId } from "#src/lib/ids.ts";
import { inputOf, optional, shapeField } from "#src/lib/input.ts";
import { shaped } from "#src/lib/json-schema.ts";

/** What an address asks of the list of members: those behind one. */
export const MEMBER_QUERY = inputOf({
  after: optional(shapeField(shaped(ID_SHAPES.user), parseUserId, "This is no member's id.")),
});
