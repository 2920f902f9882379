import { sql, type SQL } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { activity, organizationCounters } from "#src/db/schema.ts";
import type { Statement } from "#src/db/statement.ts";
import type { TenantScope, TenantTable } from "#src/db/tenant-scope.ts";
import { ACTIONS, type Deed } from "#src/features/activity/activity.ts";

/** The organization's rows that a change is about to be made to, by the predicates of the change itself. */
export type Subjects = {
  readonly from: TenantTable;
  readonly id: SQLiteColumn;
  /** Null where not everybody who reads the log may know it. */
  readonly title: SQLiteColumn | SQL;
  readonly where: readonly [SQL, ...SQL[]];
};

/** What one thing that is there already, or is nowhere, is called. */
export type Subject = { readonly id: string; readonly title: string | null };

/** The statements that write an organization's log. */
export function activityRepository(scope: TenantScope) {
  return {
    /** Makes sure that deeds can be numbered, in an organization that may have no row of anything yet. */
    open(): Statement<never> {
      return scope.insert(organizationCounters, {}, { ifNew: true });
    },

    /** Writes a deed down; stands in the batch behind the row that the deed added. */
    record(deed: Deed, { id, title }: Subject): Statement<never> {
      return scope.insertFrom(activity, {
        from: organizationCounters,
        where: [sql`true`],
        values: {
          ...valuesOf(deed),
          seq: sql`${organizationCounters.lastActivitySeq} + 1`,
          subjectId: id,
          details: JSON.stringify({ ...deed.details, title }),
        },
      });
    },

    /**
     * Writes the deed down once for each of the subjects, with its title: none where there are none. Stands in
     * the batch before the change (or behind it, where the same predicates still find the rows).
     */
    recordEach(deed: Deed, { from, id, title, where }: Subjects): Statement<never> {
      return scope.insertFrom(activity, {
        from: organizationCounters,
        join: { table: from, on: sql.join([...where], sql` and `) },
        where: [sql`true`],
        values: {
          ...valuesOf(deed),
          seq: sql`${organizationCounters.lastActivitySeq} + row_number() over (order by ${id})`,
          subjectId: sql`${id}`,
          details: sql`json_set(${JSON.stringify(deed.details ?? {})}, '$.title', ${title})`,
        },
      });
    },
  };
}

function valuesOf({ actorId, action, atMs }: Deed) {
  // A trigger knows better where the deed is a deletion.
  return { actorId, action, subjectKind: ACTIONS[action].subject, atMs, subjectGone: 0 };
}
