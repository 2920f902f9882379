import { asc, desc, eq, gt, lt, type SQL } from "drizzle-orm";
import { activity } from "#src/db/schema.ts";
import type { Statement } from "#src/db/statement.ts";
import { prepareSelection, type TenantScope } from "#src/db/tenant-scope.ts";
import {
  DEEDS_PER_PAGE,
  LATEST_DEEDS,
  type ActivityFilter,
  type ListedDeed,
  type LoggedDeed,
} from "#src/features/activity/activity.ts";

const LOGGED = {
  seq: activity.seq,
  actorId: activity.actorId,
  action: activity.action,
  subjectKind: activity.subjectKind,
  subjectId: activity.subjectId,
  details: activity.details,
  atMs: activity.atMs,
};

const NEWEST_FIRST = {
  from: activity,
  columns: { ...LOGGED, subjectGone: activity.subjectGone },
  orderBy: [desc(activity.seq)],
};
const PAGE = { ...NEWEST_FIRST, limit: DEEDS_PER_PAGE + 1 };
const FIRST_PAGE = prepareSelection(PAGE);
const NEWEST = prepareSelection({ ...NEWEST_FIRST, limit: LATEST_DEEDS });

/** The statements that read an organization's log. */
export function activityListRepository(scope: TenantScope) {
  return {
    /** One page, newest first: one row more than a page holds when there is another page. */
    page(filter: ActivityFilter, before: number | null): Statement<ListedDeed> {
      if (filter.by === "all" && before === null) return scope.bind(FIRST_PAGE);
      const older = before === null ? [] : [lt(activity.seq, before)];
      return scope.select({ ...PAGE, where: [...predicatesOf(filter), ...older] });
    },

    /** The newest few of all. */
    newest(): Statement<ListedDeed> {
      return scope.bind(NEWEST);
    },

    /** The newest few, of all or of one thing. */
    latest(filter: ActivityFilter, limit: number): Statement<ListedDeed> {
      return scope.select({ ...NEWEST_FIRST, where: predicatesOf(filter), limit });
    },

    /** Up to `limit` rows behind a number, oldest first. */
    after(seq: number, limit: number): Statement<LoggedDeed> {
      return scope.select({
        from: activity,
        columns: LOGGED,
        where: [gt(activity.seq, seq)],
        orderBy: [asc(activity.seq)],
        limit,
      });
    },
  };
}

function predicatesOf(filter: ActivityFilter): SQL[] {
  switch (filter.by) {
    case "all":
      return [];
    case "kind":
      return [eq(activity.subjectKind, filter.kind)];
    case "subject":
      return [eq(activity.subjectKind, filter.kind), eq(activity.subjectId, filter.id)];
    case "actor":
      return [eq(activity.actorId, filter.actorId)];
    case "actor-and-kind":
      return [eq(activity.actorId, filter.actorId), eq(activity.subjectKind, filter.kind)];
  }
}
