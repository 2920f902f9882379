import { TENANT_TABLES, type Reference, type TenantTableShape } from "#src/db/tenant-tables.ts";

/** A question to the whole database whose every row is a fault. */
export type AuditQuery = {
  readonly fault: string;
  /** Answers up to twenty rows: `orgId`, and `row`, which names the row by its key, as JSON. */
  readonly sql: string;
};

/** A fault is named so often; more of one kind say nothing new. */
const MOST_NAMED = 20;

/**
 * What must be true of every organization's rows, derived from the schema so that a new table cannot be forgotten:
 * each reference ends at a row of the same organization, and an organization that was deleted has no row left.
 */
export function auditQueries(): AuditQuery[] {
  const owned = TENANT_TABLES.filter(({ name }) => name !== "organizations");
  return [
    ...TENANT_TABLES.flatMap(({ name, references }) => references.map((each) => withoutParent(name, each))),
    ...owned.map(ofDeletedOrganization),
    {
      fault: "task_search has a row without its task",
      sql: named({ table: "task_search", key: ["task_id"], where: NO_TASK }),
    },
    {
      fault: "tasks has a row that no search finds",
      sql: named({ table: "tasks", key: ["id"], where: NO_SEARCH }),
    },
  ];
}

const NO_TASK =
  "not exists (select 1 from tasks parent where parent.org_id = child.org_id and parent.id = child.task_id)";
const IS_DELETED =
  "(exists (select 1 from organizations gone where gone.org_id = child.org_id and gone.deleted_at_ms is not null)" +
  " or exists (select 1 from deleted_organizations gone where gone.id = child.org_id and gone.erased_at_ms is not null))";
const NO_SEARCH =
  "not exists (select 1 from task_search found where found.rowid between child.created_at_ms * 1048576 and child.created_at_ms * 1048576 + 1048575 and found.org_id = child.org_id and found.task_id = child.id)";

function withoutParent(child: string, { parent, columns }: Reference): AuditQuery {
  const joined = columns.map((each) => `parent.${each.parent} = child.${each.child}`).join(" and ");
  const given = columns.map((each) => `child.${each.child} is not null`).join(" and ");
  return {
    fault: `${child} names a row of ${parent} that its organization does not have`,
    sql: named({
      table: child,
      key: columns.map((each) => each.child).filter((name) => name !== "org_id"),
      where: `${given} and not exists (select 1 from ${parent} parent where ${joined})`,
    }),
  };
}

function ofDeletedOrganization({ name, columns, key }: TenantTableShape): AuditQuery {
  return {
    fault: `${name} has a row of a deleted organization`,
    sql: named({ table: name, key: key.map((each) => columns[each]?.name ?? each), where: IS_DELETED }),
  };
}

function named({
  table,
  key,
  where,
}: {
  readonly table: string;
  readonly key: readonly string[];
  readonly where: string;
}): string {
  const values = key.map((name) => `'${name}', child.${name}`).join(", ");
  return `select child.org_id as orgId, json_object(${values}) as "row" from ${table} child where ${where} limit ${MOST_NAMED}`;
}
