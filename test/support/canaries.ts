import { createHash } from "node:crypto";
import { getTableConfig, type SQLiteColumn } from "drizzle-orm/sqlite-core";
import { people } from "#src/db/mirror-schema.ts";
import { TENANT_TABLES } from "#src/db/tenant-tables.ts";
import { ACME, GITA, GLOBEX, HUGO, MILO } from "#test/support/people.ts";

type Person = { readonly firstName: string; readonly lastName: string };
type Owner = { readonly id: string; readonly slug: string };
/** A column whose text people chose, or that tells of what they did. */
export type Field = { readonly table: string; readonly column: string };

/** Texts that are no one's words: names of what the product knows, and days. */
const VOCABULARY: ReadonlySet<string> = new Set([
  "invitations.reason",
  "memberships.role",
  "tasks.due_on",
  "task_days.day",
  "activity.action",
  "activity.subject_kind",
]);
const ID_COLUMN = /(^|_)id$|_by$/;
const CANARY = /CNRY_([a-z]+)_[0-9a-f]{12}/g;

/** Every text of every tenant table and of the people's mirror, so that none can be forgotten. */
export const CANARY_FIELDS: readonly Field[] = [
  ...TENANT_TABLES.flatMap(({ name, columns }) => textsOf(name, Object.values(columns))),
  ...textsOf("people", getTableConfig(people).columns),
];

/** Text that stands in one organization's rows and nowhere else: what is planted, and who is in no other. */
export const CANARIES = {
  [ACME.slug]: [canaryOf(ACME, { table: "tasks", column: "title" }), nameOf(MILO)],
  [GLOBEX.slug]: [canaryOf(GLOBEX, { table: "tasks", column: "title" }), nameOf(GITA), nameOf(HUGO)],
} as const;

/** Another one for each field, so that one that is found out of place says where it comes from. */
export function canaryOf({ slug }: Pick<Owner, "slug">, { table, column }: Field): string {
  const digest = createHash("sha256").update(`${slug} ${table}.${column}`).digest("hex");
  return `CNRY_${slug}_${digest.slice(0, 12)}`;
}

/** The canaries in a text that are not that organization's; all of them for null. */
export function strayCanaries(text: string, owner: Pick<Owner, "slug"> | null): string[] {
  return [...text.matchAll(CANARY)].filter(([, slug]) => slug !== owner?.slug).map(([canary]) => canary);
}

/**
 * Writes each organization's canaries into its rows: into every field, or those of some tables alone. A person is
 * the organization's where they are in no other.
 */
export async function plantCanaries(database: D1Database, tables?: readonly string[]): Promise<void> {
  const fields = CANARY_FIELDS.filter(({ table }) => tables?.includes(table) !== false);
  // Rows that never change; they do for once.
  const keepers = await database
    .prepare("select name, sql from sqlite_master where type = 'trigger' and name glob '*_never_change*'")
    .all<{ name: string; sql: string }>();
  await database.batch([
    ...keepers.results.map(({ name }) => database.prepare(`drop trigger ${name}`)),
    ...[ACME, GLOBEX].flatMap((owner) => fields.map((field) => plantingOf(database, owner, field))),
    ...keepers.results.map(({ sql }) => database.prepare(sql)),
  ]);
}

/** The organization's rows that have that field's canary. */
export function plantedRows(database: D1Database, owner: Owner, field: Field): Promise<number | null> {
  const sql = `select count(*) as count from ${field.table} where ${ownerOf(field)} and instr(${field.column}, ?2) > 0`;
  return database.prepare(sql).bind(owner.id, canaryOf(owner, field)).first<number>("count");
}

function plantingOf(database: D1Database, owner: Owner, field: Field): D1PreparedStatement {
  const { table, column } = field;
  // What is JSON stays so.
  const planted = `iif(json_valid(${column}) and json_type(${column}) = 'object', json_set(${column}, '$.title', ?2),
    trim(coalesce(${column}, '') || ' ' || ?2))`;
  return database
    .prepare(`update ${table} set ${column} = ${planted} where ${ownerOf(field)}`)
    .bind(owner.id, canaryOf(owner, field));
}

function ownerOf({ table }: Field): string {
  if (table !== "people") return "org_id = ?1";
  return `id in (select user_id from memberships group by user_id having min(org_id) = ?1 and max(org_id) = ?1)`;
}

function textsOf(table: string, columns: readonly SQLiteColumn[]): Field[] {
  return columns
    .filter(({ dataType, enumValues, generated }) => {
      return dataType === "string" && (enumValues?.length ?? 0) === 0 && generated === undefined;
    })
    .map(({ name: column }) => ({ table, column }))
    .filter(({ column }) => !ID_COLUMN.test(column) && !VOCABULARY.has(`${table}.${column}`));
}

function nameOf({ firstName, lastName }: Person): string {
  return `${firstName} ${lastName}`;
}
