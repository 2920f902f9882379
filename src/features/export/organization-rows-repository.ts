import { asc, sql, type SQL } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { organizations } from "#src/db/mirror-schema.ts";
import type { Statement } from "#src/db/statement.ts";
import type { TenantTableShape } from "#src/db/tenant-tables.ts";
import type { TenantScope } from "#src/db/tenant-scope.ts";

/** A row by the names of its columns in the schema, without its organization's id. */
export type OwnedRow = Readonly<Record<string, unknown>>;

export const ROWS_PER_CHUNK = 500;

/** Statements on whatever table an organization has rows in. */
export function organizationRowsRepository(scope: TenantScope) {
  return {
    /** Up to `ROWS_PER_CHUNK` rows behind one, in the order of the primary key. */
    after(shape: TenantTableShape, last: OwnedRow | null): Statement<OwnedRow> {
      return scope.select({
        from: shape.table,
        columns: shape.columns,
        where: last === null ? [sql`true`] : [compared(shape, ">", last)],
        orderBy: keyOf(shape).map((column) => asc(column)),
        limit: ROWS_PER_CHUNK,
      });
    },

    /** Rows that have the shape's columns; the types do not know which. */
    addAll({ table }: TenantTableShape, rows: readonly OwnedRow[]): Statement<never> {
      return scope.insertAll(table, rows);
    },

    /** Deletes the first rows, up to the given one; all of a table that has one row for an organization. */
    removeThrough(shape: TenantTableShape, last: OwnedRow): Statement<OwnedRow> {
      const isFirst = shape.key.length === 0 ? sql`true` : compared(shape, "<=", last);
      return scope.delete(shape.table, { where: [isFirst], returning: keyColumns(shape) });
    },

    removeAll(shape: TenantTableShape): Statement<OwnedRow> {
      return scope.delete(shape.table, { where: [sql`true`], returning: keyColumns(shape) });
    },

    /** From here on the log's rows may be removed (`activity_stays` in the migrations). */
    markDeleted(nowMs: number): Statement<{ name: string }> {
      return scope.update(organizations, {
        set: { deletedAtMs: nowMs },
        where: [sql`${organizations.deletedAtMs} is null`],
        returning: { name: organizations.name },
      });
    },
  };
}

function keyOf({ key, columns }: TenantTableShape): SQLiteColumn[] {
  return key.map((name) => columns[name]).filter((column) => column !== undefined);
}

function keyColumns({ key, columns, table }: TenantTableShape): Record<string, SQLiteColumn> {
  const named = Object.entries(columns).filter(([name]) => key.includes(name));
  return named.length === 0 ? { orgId: table.orgId } : Object.fromEntries(named);
}

function compared(shape: TenantTableShape, operator: ">" | "<=", last: OwnedRow): SQL {
  const columns = tuple(keyOf(shape).map((column) => sql`${column}`));
  const values = tuple(shape.key.map((name) => sql`${last[name]}`));
  return operator === ">" ? sql`${columns} > ${values}` : sql`${columns} <= ${values}`;
}

function tuple(items: readonly SQL[]): SQL {
  return sql`(${sql.join([...items], sql`, `)})`;
}
