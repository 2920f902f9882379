import { TENANT_TABLES } from "#src/db/tenant-tables.ts";

export const OWNED_TABLES = TENANT_TABLES.map(({ name }) => name);
/** Whose rows belong to no organization. */
export const OTHER_TABLES = [
  "people",
  "deleted_organizations",
  "ended_sessions",
  "webhook_deliveries",
  "kept_forms",
] as const;

type Row = Record<string, unknown>;

export async function rowsOf(database: D1Database, sql: string, ...params: unknown[]): Promise<Row[]> {
  return (
    await database
      .prepare(sql)
      .bind(...params)
      .all()
  ).results;
}

/** Every row that there is, table by table; with `less`, without those of an organization. */
export async function everyRowIn(
  database: D1Database,
  { less = "org_none" } = {},
): Promise<Record<string, Row[]>> {
  const owned = OWNED_TABLES.map((table) => `select * from ${table} where org_id <> '${less}'`);
  const others = OTHER_TABLES.map((table) => `select * from ${table}`);
  const found = await database.batch<Row>([...owned, ...others].map((sql) => database.prepare(sql)));
  return Object.fromEntries(
    [...OWNED_TABLES, ...OTHER_TABLES].map((table, at) => [table, found[at]?.results ?? []]),
  );
}
