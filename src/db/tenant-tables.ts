import { getTableColumns, getTableName, is } from "drizzle-orm";
import { getTableConfig, SQLiteTable, type ForeignKey, type SQLiteColumn } from "drizzle-orm/sqlite-core";
import * as invitation from "#src/db/invitation-schema.ts";
import * as mirror from "#src/db/mirror-schema.ts";
import * as schema from "#src/db/schema.ts";
import type { TenantTable } from "#src/db/tenant-scope.ts";

export type TenantTableShape = {
  readonly name: string;
  readonly table: TenantTable;
  /** By their names in the schema: all that are written, less the organization's id. */
  readonly columns: Readonly<Record<string, SQLiteColumn>>;
  /** The names of the primary key's columns, less the organization's id: none where that is all of it. */
  readonly key: readonly string[];
  /** Its foreign keys, with the columns' names in the database. */
  readonly references: readonly Reference[];
  /** Triggers write it while other tables are filled. */
  readonly isKept: boolean;
};

export type Reference = {
  readonly parent: string;
  readonly columns: readonly { readonly child: string; readonly parent: string }[];
};

const KEPT: ReadonlySet<SQLiteTable> = new Set([
  schema.organizationCounters,
  schema.taskDays,
  invitation.invitationQueues,
]);

/**
 * Every table of the schemas that belongs to organizations, so that none can be forgotten: what others refer to
 * first, what triggers keep last, else by name (a module's exports come in another order from each bundler).
 */
export const TENANT_TABLES: readonly TenantTableShape[] = parentsFirst(
  Object.values<unknown>({ ...mirror, ...schema, ...invitation })
    .filter(isTenantTable)
    .map(shapeOf),
);

function isTenantTable(value: unknown): value is TenantTable {
  return is(value, SQLiteTable) && "orgId" in getTableColumns(value);
}

function shapeOf(table: TenantTable): TenantTableShape {
  const { name, primaryKeys, foreignKeys } = getTableConfig(table);
  const written: Record<string, SQLiteColumn> = getTableColumns(table);
  const columns = Object.entries(written).filter(
    ([key, column]) => key !== "orgId" && column.generated === undefined,
  );
  const primary = new Set(primaryKeys.flatMap((each) => each.columns));
  const key = columns.filter(([, column]) => primary.has(column)).map(([each]) => each);
  const references = foreignKeys.map(referenceOf);
  return { name, table, columns: Object.fromEntries(columns), key, references, isKept: KEPT.has(table) };
}

function referenceOf({ reference }: ForeignKey): Reference {
  const { columns, foreignColumns, foreignTable } = reference();
  return {
    parent: getTableName(foreignTable),
    columns: columns.map(({ name }, at) => ({ child: name, parent: foreignColumns[at]?.name ?? name })),
  };
}

function parentsFirst(shapes: readonly TenantTableShape[]): TenantTableShape[] {
  const sorted: TenantTableShape[] = [];
  const place = (shape: TenantTableShape) => {
    if (sorted.includes(shape)) return;
    for (const reference of shape.references) {
      const parent = shapes.find(({ name }) => name === reference.parent);
      if (parent !== undefined && parent !== shape) place(parent);
    }
    sorted.push(shape);
  };
  const byName = shapes.toSorted((a, b) => a.name.localeCompare(b.name));
  for (const shape of byName.toSorted((a, b) => Number(a.isKept) - Number(b.isKept))) place(shape);
  return sorted;
}
