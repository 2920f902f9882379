import type { Report } from "#src/features/reports/report.ts";
import { choiceField, inputOf, optional } from "#src/lib/input.ts";
import { COUNT, DAY, listOf, objectOf } from "#src/lib/json-schema.ts";

/** What an address asks of an export: NDJSON, unless it says otherwise. */
export const EXPORT_QUERY = inputOf({ format: optional(choiceField(["ndjson", "csv"])) });

export const REPORT_SCHEMA = objectOf({
  tasks: objectOf({ todo: COUNT, inProgress: COUNT, done: COUNT }),
  posts: objectOf({ drafts: COUNT, published: COUNT }),
  overdue: objectOf({ count: COUNT, isMore: { type: "boolean" } }),
  days: listOf(objectOf({ day: DAY, added: COUNT, completed: COUNT })),
});

export function reportJson({ counters, days, overdue }: Report) {
  const { todo, inProgress, done, drafts, published } = counters;
  return { tasks: { todo, inProgress, done }, posts: { drafts, published }, overdue, days };
}
