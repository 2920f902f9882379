import type { SqlConnection } from "#src/db/database.ts";
import { TENANT_TABLES } from "#src/db/tenant-tables.ts";
import { canaryOf } from "./canary.ts";
import { countsOf } from "./rules/organizations.ts";
import type { Organization, World } from "./world.ts";

type Value = string | number | null;
type StoredRow = Readonly<Record<string, Value>>;

/** Every row of every organization, by organization, then by table. */
export type Stored = ReadonlyMap<string, ReadonlyMap<string, readonly StoredRow[]>>;

const SEARCH_COLUMNS = ["task_id", "title", "description", "status", "assignee_id", "version"];
const TABLES: readonly { readonly name: string; readonly columns: readonly string[] }[] = [
  ...TENANT_TABLES.map(({ name, columns }) => ({
    name,
    columns: Object.values(columns).map((column) => column.name),
  })),
  { name: "task_search", columns: SEARCH_COLUMNS },
];
/** D1 takes so many terms of one compound SELECT. */
const MOST_TERMS = 5;
const SELECTIONS = TABLES.map(({ name, columns }) => {
  const values = columns.map((column) => `'${column}', ${column}`).join(", ");
  return `select '${name}' as name, org_id as orgId, json_object(${values}) as row from ${name}`;
});
/** Of all days together: on which one something was done, the product's clock says. */
const DAYS =
  "select 'all_days' as name, org_id as orgId, json_object('added', sum(added), 'completed', sum(completed)) as row from task_days group by org_id";
/** Whatever stands here, no organization may have. */
const ASTRAY = "references that end nowhere";
const BROKEN = `select "table" as name, '${ASTRAY}' as orgId, json_object('parent', parent) as row from pragma_foreign_key_check`;
const EVERYTHING = compounded([...SELECTIONS, DAYS, BROKEN]);

/** The same in few statements, since they are asked after every command. */
export function compounded(selections: readonly string[]): string[] {
  return selections.flatMap((_, at) =>
    at % MOST_TERMS === 0 ? [selections.slice(at, at + MOST_TERMS).join(" union all ")] : [],
  );
}

export async function readStored(database: SqlConnection): Promise<Stored> {
  const found = await database.batch<{ name: string; orgId: string; row: string }>(
    EVERYTHING.map((sql) => database.prepare(sql).bind()),
  );
  const stored = new Map<string, Map<string, StoredRow[]>>();
  for (const { name, orgId, row } of found.flatMap(({ results }) => results)) {
    const tables = stored.get(orgId) ?? new Map<string, StoredRow[]>();
    stored.set(orgId, tables);
    // As SELECTIONS makes it.
    tables.set(name, [...(tables.get(name) ?? []), JSON.parse(row) as StoredRow]);
  }
  return stored;
}

/** The organizations, by id, of whose rows not all are as they were. */
export function changedOrganizations(before: Stored, after: Stored): string[] {
  const ids = new Set([...before.keys(), ...after.keys()]);
  const textOf = (stored: Stored, id: string) =>
    JSON.stringify(
      [...(stored.get(id) ?? [])]
        .map(([name, rows]) => JSON.stringify([name, rows.map((row) => JSON.stringify(row)).toSorted()]))
        .toSorted(),
    );
  return [...ids].filter((id) => textOf(before, id) !== textOf(after, id));
}

/** Lets the model know what only the product's clock could say, once for each row. */
export function settle(world: World, stored: Stored): void {
  for (const { id: orgId, tasks, comments, posts } of world.organizations) {
    const rows = (name: string) =>
      new Map(
        stored
          .get(orgId)
          ?.get(name)
          ?.map((row) => [row["id"], row]),
      );
    const timeOf = (name: string, id: string, column: string) => Number(rows(name).get(id)?.[column]);
    for (const task of tasks) task.createdAtMs ??= timeOf("tasks", task.id, "created_at_ms");
    for (const comment of comments)
      comment.createdAtMs ??= timeOf("task_comments", comment.id, "created_at_ms");
    for (const post of posts) {
      post.createdAtMs ??= timeOf("posts", post.id, "created_at_ms");
      if (post.publishedAtMs === undefined) post.publishedAtMs = timeOf("posts", post.id, "published_at_ms");
    }
  }
}

/** Where what is stored and what should be part: a line for each row that one of them has alone. */
export function differences(world: World, stored: Stored): string[] {
  const strangers = [...stored.keys()].filter((id) => !world.organizations.some((each) => each.id === id));
  return [
    ...strangers.map((id) => `rows of what is no organization: ${id}`),
    ...world.organizations.flatMap((organization) => {
      const tables = stored.get(organization.id) ?? new Map<string, readonly StoredRow[]>();
      const given = tablesOf(organization);
      return Object.entries(given).flatMap(([name, wanted]) =>
        unlike(
          wanted,
          (tables.get(name) ?? []).map((row) => lineOf(name, row)),
        ).map((line) => `${organization.id} ${name} ${line}`),
      );
    }),
    ...strays(stored),
  ];
}

function unlike(wanted: readonly string[], found: readonly string[]): string[] {
  return [
    ...wanted.filter((line) => !found.includes(line)).map((line) => `should have ${line}`),
    ...found.filter((line) => !wanted.includes(line)).map((line) => `should not have ${line}`),
    ...(wanted.length === found.length ? [] : [`should have ${wanted.length} rows, has ${found.length}`]),
  ];
}

/** Texts of one organization that stand among another's rows. */
function strays(stored: Stored): string[] {
  const texts = [...stored].map(([id, tables]) => [id, JSON.stringify([...tables])] as const);
  return texts.flatMap(([id, text]) =>
    texts
      .filter(([other]) => other !== id && text.includes(canaryOf(other)))
      .map(([other]) => `${id} has a text of ${other}`),
  );
}

/** What of each row the model says too. */
const TOLD: Readonly<Record<string, readonly string[]>> = {
  tasks: [
    "id",
    "title",
    "description",
    "status",
    "assignee_id",
    "due_on",
    "created_by",
    "version",
    "created_at_ms",
  ],
  task_search: SEARCH_COLUMNS,
  task_comments: ["id", "task_id", "author_id", "body", "created_at_ms"],
  posts: [
    "id",
    "title",
    "body",
    "status",
    "pinned",
    "author_id",
    "version",
    "created_at_ms",
    "published_at_ms",
  ],
  integrations: ["id", "label"],
  all_days: ["added", "completed"],
  activity: ["seq", "action", "actor_id", "subject_id"],
  activity_seals: ["seq"],
  idempotency_keys: ["user_id", "key", "answer"],
  organizations: ["slug"],
  memberships: ["user_id", "role"],
  organization_counters: [
    "tasks_todo",
    "tasks_in_progress",
    "tasks_done",
    "posts_draft",
    "posts_published",
    "last_activity_seq",
    "last_sealed_seq",
  ],
};

function lineOf(name: string, row: StoredRow): string {
  if (name === "activity") {
    // A small JSON object.
    const { title } = JSON.parse(String(row["details"])) as { title: string | null };
    return JSON.stringify([...(TOLD[name] ?? []).map((column) => row[column]), title]);
  }
  if (name === "memberships")
    return JSON.stringify([row["user_id"], row["role"], row["deleted_at_ms"] === null]);
  return JSON.stringify((TOLD[name] ?? []).map((column) => row[column]));
}

function tablesOf(organization: Organization): Readonly<Record<string, readonly string[]>> {
  const { tasks, comments, posts, integrations, added, completed, log, keys, sealed, mirror } = organization;
  const { todo, inProgress, done, drafts, published } = countsOf(organization);
  return {
    tasks: lines(
      tasks.map((t) => [
        t.id,
        t.title,
        t.description,
        t.status,
        t.assigneeId,
        t.dueOn,
        t.createdBy,
        t.version,
        t.createdAtMs,
      ]),
    ),
    task_search: lines(tasks.map((t) => [t.id, t.title, t.description, t.status, t.assigneeId, t.version])),
    task_comments: lines(comments.map((c) => [c.id, c.taskId, c.authorId, c.body, c.createdAtMs])),
    posts: lines(
      posts.map((p) => [
        p.id,
        p.title,
        p.body,
        p.status,
        p.pinned,
        p.authorId,
        p.version,
        p.createdAtMs,
        p.publishedAtMs,
      ]),
    ),
    integrations: lines(integrations.map(({ id, label }) => [id, label])),
    all_days: lines(added > 0 ? [[added, completed]] : []),
    activity: lines(log.map((deed, at) => [at + 1, deed.action, deed.actorId, deed.subjectId, deed.title])),
    activity_seals: lines(Array.from({ length: sealed }, (_, at) => [at + 1])),
    idempotency_keys: lines([...keys].map(([name, { answer }]) => [...name.split(" "), answer])),
    organizations: mirror.named === null ? [] : lines([[mirror.named.slug]]),
    memberships: lines([...mirror.seats].map(([id, { role, isGone }]) => [id, role, !isGone])),
    organization_counters:
      mirror.named === null ? [] : lines([[todo, inProgress, done, drafts, published, log.length, sealed]]),
  };
}

function lines(rows: readonly (readonly unknown[])[]): string[] {
  return rows.map((row) => JSON.stringify(row));
}
