import type { TenantScope } from "#src/db/tenant-scope.ts";
import { activityListRepository } from "#src/features/activity/activity-list-repository.ts";
import {
  DEEDS_PER_PAGE,
  SUBJECT_KINDS,
  type ActivityFilter,
  type ListedDeed,
} from "#src/features/activity/activity.ts";
import { parseActorId } from "#src/lib/ids.ts";

export type ActivityPage = {
  readonly deeds: readonly ListedDeed[];
  /** Where the next page starts; null on the last one. */
  readonly next: string | null;
};

/** One page of the log: one round trip to the database. */
export async function readActivity(
  scope: TenantScope,
  filter: ActivityFilter,
  before: number | null,
): Promise<ActivityPage> {
  const [rows] = await scope.batch([activityListRepository(scope).page(filter, before)]);
  return pageOf(rows);
}

/** A page and the next one's start, from the rows of `page`. */
export function pageOf(rows: readonly ListedDeed[]): ActivityPage {
  const deeds = rows.slice(0, DEEDS_PER_PAGE);
  const last = deeds.at(-1);
  return { deeds, next: rows.length > deeds.length && last ? String(last.seq) : null };
}

/** What an address asks for by `kind` and `actor`; what is neither does not count. */
export function readActivityFilter(query: URLSearchParams): ActivityFilter {
  const kind = SUBJECT_KINDS.find((each) => each === query.get("kind"));
  const actorId = parseActorId(query.get("actor"));
  if (kind !== undefined)
    return actorId === null ? { by: "kind", kind } : { by: "actor-and-kind", actorId, kind };
  return actorId === null ? { by: "all" } : { by: "actor", actorId };
}

/** Null when the text is no cursor: the list then starts at its beginning. */
export function readActivityCursor(text: string | null): number | null {
  return text !== null && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : null;
}
