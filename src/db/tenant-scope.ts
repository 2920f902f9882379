import {
  and,
  eq,
  getTableColumns,
  sql,
  type GetColumnData,
  type InferInsertModel,
  type SQL,
} from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { getTableConfig, type SQLiteColumn, type SQLiteTable } from "drizzle-orm/sqlite-core";
import type { Database } from "#src/db/database.ts";
import type { people } from "#src/db/mirror-schema.ts";
import type { BatchRows, Statement } from "#src/db/statement.ts";
import { parseOrgId, type OrgId } from "#src/lib/ids.ts";

/** A table whose rows belong to organizations. */
export type TenantTable = SQLiteTable & { readonly orgId: SQLiteColumn };

type Columns = Readonly<Record<string, SQLiteColumn>>;
type RowOf<Named extends Columns> = { -readonly [Key in keyof Named]: GetColumnData<Named[Key]> };
type Predicates = readonly [SQL, ...SQL[]];
type NewRow<Table extends TenantTable> = Omit<InferInsertModel<Table>, "orgId"> & { orgId?: never };
type Changes<Table extends TenantTable> = {
  [Key in Exclude<keyof InferInsertModel<Table>, "orgId">]?: InferInsertModel<Table>[Key] | SQL;
} & { orgId?: never };

type RowFormula<Table extends TenantTable> = {
  [Key in Exclude<keyof InferInsertModel<Table>, "orgId">]-?: InferInsertModel<Table>[Key] | SQL;
} & { orgId?: never };

type InsertValues<Table extends TenantTable> = Parameters<
  ReturnType<typeof builder.insert<Table>>["values"]
>[0];

/** Inner joins only: a tenant table is bound to the organization too; people are reached through one. */
type Join = { readonly table: TenantTable | typeof people; readonly on: SQL };

export type Selection<Table extends TenantTable, Named extends Columns> = {
  readonly from: Table;
  readonly columns: Named;
  readonly join?: Join;
  readonly where?: readonly SQL[];
  readonly orderBy?: readonly SQL[];
  readonly limit: number;
};

/** The organization's rows that rows are made from, and what of them. */
export type Source<Table extends TenantTable> = {
  readonly from: TenantTable;
  readonly join?: Join;
  readonly where: Predicates;
  readonly values: RowFormula<Table>;
};

declare const rowsOf: unique symbol;

/**
 * A selection as SQL with the organization left open, for no one to run: `TenantScope.bind` makes a statement
 * of it. One that never varies is prepared at a module's top: building the text of a page's selections anew
 * would take a seventh of the page's CPU time.
 */
export type PreparedSelection<Row> = {
  readonly text: string;
  readonly slots: readonly unknown[];
  readonly [rowsOf]?: Row;
};

// Builds SQL text only; statements run on the scope's own connection.
const builder = drizzle(null as unknown as D1Database);
/** In a predicate or in a source's values: the id of the organization that the statement will be bound to. */
export const OPEN_ORGANIZATION = sql.placeholder("organization");

/** At most `limit` rows (a positive whole number) of an organization, named as `columns` names them. */
export function prepareSelection<Table extends TenantTable, const Named extends Columns>(
  selection: Selection<Table, Named>,
): PreparedSelection<RowOf<Named>> {
  const { from, columns, join, where = [], orderBy = [], limit } = selection;
  if (!Number.isSafeInteger(limit) || limit < 1) throw new Error("a list needs a limit");
  const base = builder.select(aliased(columns)).from(from).$dynamic();
  const joined = join === undefined ? base : base.innerJoin(join.table, boundJoin(join));
  const { sql: text, params: slots } = joined
    .where(bound(from, where))
    .orderBy(...orderBy)
    .limit(limit)
    .toSQL();
  return { text, slots };
}

/**
 * The tenant boundary: the only way from a request to an organization's rows. Every statement it makes
 * carries `org_id = <its organization>`, which no caller can name, change or leave out.
 *
 * Made in two places: middleware.ts, from a verified session, and system-scope.ts, from a verified event.
 */
export class TenantScope {
  readonly #orgId: OrgId;
  readonly #database: Database;

  /** Throws on anything but an organization id: an empty one never means "no filter". */
  constructor(orgId: OrgId, database: Database) {
    if (parseOrgId(orgId) === null) throw new Error("a tenant scope needs an organization id");
    this.#orgId = orgId;
    this.#database = database;
  }

  /** The organization's rows of a selection; see `prepareSelection`. */
  select<Table extends TenantTable, const Named extends Columns>(
    selection: Selection<Table, Named>,
  ): Statement<RowOf<Named>> {
    return this.bind(prepareSelection(selection));
  }

  /** A prepared selection for this organization. */
  bind<Row>({ text, slots }: PreparedSelection<Row>): Statement<Row> {
    if (!slots.includes(OPEN_ORGANIZATION)) throw new Error("a selection leaves no organization open");
    return { sql: text, params: slots.map((slot) => (slot === OPEN_ORGANIZATION ? this.#orgId : slot)) };
  }

  /** Adds one row to the organization; with `ifNew`, leaves a row of the same key as it is. */
  insert<Table extends TenantTable>(
    table: Table,
    row: NewRow<Table>,
    { ifNew = false } = {},
  ): Statement<never> {
    // NewRow is the insert model less its orgId, which is added here.
    const values = [{ ...row, orgId: this.#orgId }] as unknown as InsertValues<Table>;
    const insert = builder.insert(table).values(values);
    return (ifNew ? insert.onConflictDoNothing() : insert).toSQL();
  }

  /** Adds rows to the organization, all by one parameter: D1 binds at most 100. Each must have every column. `ifNew` as above. */
  insertAll<Table extends TenantTable>(
    table: Table,
    rows: readonly NewRow<Table>[],
    { ifNew = false } = {},
  ): Statement<never> {
    const written = Object.entries<SQLiteColumn>(getTableColumns(table)).filter(
      ([, { generated }]) => generated === undefined,
    );
    const cells = written.map(([name]) => (name === "orgId" ? OPEN_ORGANIZATION : sql`value ->> ${name}`));
    const source = sql`select ${sql.join(cells, sql`, `)} from json_each(${JSON.stringify(rows)}) where true`;
    const insert = builder.insert(table).select(source);
    const { sql: text, params: slots } = (ifNew ? insert.onConflictDoNothing() : insert).toSQL();
    return this.bind({ text, slots });
  }

  /** Adds one row to the organization, or puts it over the one of the same key where that is as `where` says. */
  put<Table extends TenantTable>(table: Table, row: NewRow<Table>, where: SQL): Statement<never> {
    // As in insert above.
    const values = [{ ...row, orgId: this.#orgId }] as unknown as InsertValues<Table>;
    const target = primaryKeyOf(table);
    const others = Object.entries(getTableColumns(table)).filter(([, column]) => !target.includes(column));
    const set = Object.fromEntries(
      others.map(([key, { name }]) => [key, sql`excluded.${sql.identifier(name)}`]),
      // The table's own columns but for its key.
    ) as Parameters<ReturnType<typeof builder.update<Table>>["set"]>[0];
    return builder.insert(table).values(values).onConflictDoUpdate({ target, set, setWhere: where }).toSQL();
  }

  /** Adds a row to the organization for each of its rows that a source has: one, several or none. */
  insertFrom<Table extends TenantTable>(table: Table, source: Source<Table>): Statement<never> {
    const { from, join, where, values } = source;
    const base = builder.select(formula(table, values)).from(from).$dynamic();
    const joined = join === undefined ? base : base.innerJoin(join.table, boundJoin(join));
    const rows = joined.where(bound(from, where)).getSQL();
    const { sql: text, params: slots } = builder
      .insert(table)
      .select(sql`${rows}`)
      .toSQL();
    return this.bind({ text, slots });
  }

  /** Changes the organization's rows that meet every predicate; answers `returning` of each changed row. */
  update<Table extends TenantTable, const Named extends Columns>(
    table: Table,
    change: { readonly set: Changes<Table>; readonly where: Predicates; readonly returning: Named },
  ): Statement<RowOf<Named>> {
    if ("orgId" in change.set) throw new Error("a row never changes its organization");
    // Changes is drizzle's own update model less orgId.
    const set = change.set as Parameters<ReturnType<typeof builder.update<Table>>["set"]>[0];
    const { sql: text, params: slots } = builder
      .update(table)
      .set(set)
      .where(bound(table, change.where))
      .returning(aliased(change.returning))
      .toSQL();
    return this.bind({ text, slots });
  }

  /** Deletes the organization's rows that meet every predicate; answers `returning` of each deleted row. */
  delete<const Named extends Columns>(
    table: TenantTable,
    removal: { readonly where: Predicates; readonly returning: Named },
  ): Statement<RowOf<Named>> {
    const { sql: text, params: slots } = builder
      .delete(table)
      .where(bound(table, removal.where))
      .returning(aliased(removal.returning))
      .toSQL();
    return this.bind({ text, slots });
  }

  /** Runs statements as one transaction and one round trip; see `Database.batch`. */
  batch<const Statements extends readonly Statement<unknown>[]>(
    statements: Statements,
  ): Promise<BatchRows<Statements>> {
    return this.#database.batch(statements);
  }
}

function primaryKeyOf(table: TenantTable): SQLiteColumn[] {
  const { primaryKeys, columns } = getTableConfig(table);
  return primaryKeys[0]?.columns ?? columns.filter(({ primary }) => primary);
}

function bound(table: TenantTable, predicates: readonly (SQL | undefined)[]): SQL {
  const own = eq(table.orgId, OPEN_ORGANIZATION);
  // drizzle leaves undefined predicates out without a word, and with them whatever they were to narrow.
  if (predicates.some((predicate) => predicate === undefined)) throw new Error("a predicate is undefined");
  // Each in parentheses: drizzle's own and() would let an "or" inside a predicate undo the filter.
  return and(own, ...predicates.map((predicate) => sql`(${predicate})`)) ?? own;
}

function boundJoin({ table, on }: Join): SQL {
  return "orgId" in table ? bound(table, [on]) : on;
}

/** The same columns under the names of their keys, so that D1's rows need no mapping. */
function aliased(columns: Columns): Record<string, SQL.Aliased> {
  return Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, sql`${column}`.as(name)]));
}

/** Every column of the table in its order: drizzle's insert names them all. */
function formula<Table extends TenantTable>(
  table: Table,
  values: RowFormula<Table>,
): Record<string, SQL.Aliased> {
  if ("orgId" in values) throw new Error("a row is made for its scope's organization");
  const given: Readonly<Record<string, unknown>> = { ...values, orgId: OPEN_ORGANIZATION };
  const columns = Object.keys(getTableColumns(table));
  return Object.fromEntries(columns.map((name) => [name, sql`${given[name]}`.as(name)]));
}
