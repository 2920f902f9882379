import {
  ACTIONS,
  detailsOf,
  SUBJECT_KINDS,
  type ActivityFilter,
  type LoggedDeed,
  type SubjectKind,
} from "#src/features/activity/activity.ts";
import { readActivityCursor } from "#src/features/activity/read-activity.ts";
import { ID_SHAPES, parseActorId, type ActorId } from "#src/lib/ids.ts";
import { choiceField, inputOf, optional, refined, shapeField } from "#src/lib/input.ts";
import { COUNT, INSTANT, objectOf, orNull, shaped, STRING } from "#src/lib/json-schema.ts";
import { ok } from "#src/lib/result.ts";
import { instantOf } from "#src/lib/time.ts";

export const DEED_SCHEMA = objectOf({
  seq: COUNT,
  actor: shaped(ID_SHAPES.actor),
  // A later version of the site may write others.
  action: { type: "string", examples: Object.keys(ACTIONS) },
  subject: objectOf({ kind: STRING, id: STRING, title: orNull(STRING) }),
  at: INSTANT,
});

export function deedJson(deed: LoggedDeed) {
  const { seq, actorId, action, subjectKind, subjectId, atMs } = deed;
  const { title } = detailsOf(deed);
  const subject = { kind: subjectKind, id: subjectId, title: typeof title === "string" ? title : null };
  return { seq, actor: actorId, action, subject, at: instantOf(atMs) };
}

/** What an address asks of the log: all of it, or one actor's part, or a kind of thing, or both at once. */
export const ACTIVITY_QUERY = refined(
  inputOf({
    kind: optional(choiceField(SUBJECT_KINDS)),
    actor: optional(shapeField(shaped(ID_SHAPES.actor), parseActorId, "This is no actor's id.")),
    after: optional(shapeField(STRING, readActivityCursor, "This is not a place in the log.")),
  }),
  ({ kind, actor, after = null }) => ok({ filter: filterOf(kind, actor), after }),
);

function filterOf(kind: SubjectKind | undefined, actorId: ActorId | undefined): ActivityFilter {
  if (kind === undefined) return actorId === undefined ? { by: "all" } : { by: "actor", actorId };
  return actorId === undefined ? { by: "kind", kind } : { by: "actor-and-kind", actorId, kind };
}
