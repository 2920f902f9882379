import { TENANT_TABLES } from "#src/db/tenant-tables.ts";
import { newIntegrationId, newInvitationId, newPostId, newTaskId } from "#src/lib/ids.ts";
import { canaryOf } from "#test/support/canaries.ts";
import { addInvitation } from "#test/support/invitations.ts";
import { ACME, ADA, GITA, GLOBEX, HUGO, MILO } from "#test/support/people.ts";
import { addPost } from "#test/support/posts.ts";
import type { Site } from "#test/support/site.ts";
import { addTask } from "#test/support/tasks.ts";
import type { Organization } from "./callers.ts";
import type { Owner } from "./cells.ts";
import type { Thing } from "./recipes.ts";

/** In each organization two people who are in no other, or lead it. */
const PEOPLE: Readonly<Record<string, readonly [string, string]>> = {
  [ACME.slug]: [MILO.id, ADA.id],
  [GLOBEX.slug]: [GITA.id, HUGO.id],
};
const WORD = { table: "tasks", column: "title" };

export function otherThan({ slug }: Organization): Organization {
  return slug === ACME.slug ? GLOBEX : ACME;
}

export type WantedRow = {
  readonly thing: Thing;
  readonly owner: Exclude<Owner, "none">;
  /** The caller's organization, or the one that they would be foreign to. */
  readonly home: Organization;
  /** Null where the caller is no person. */
  readonly userId: string | null;
};

/** The id of a row as it is wanted, which is new where there is one. */
export async function rowFor(site: Site, { thing, owner, home, userId }: WantedRow) {
  const { database } = site;
  if (owner === "absent") return absentId(thing, otherThan(home));
  if (owner === "malformed") return "no.id!";
  const { id: orgId, slug } = owner === "foreign" ? otherThan(home) : home;
  const others = (PEOPLE[slug] ?? []).filter((id) => id !== userId);
  const [maker = "nobody"] = owner === "mine" && userId !== null ? [userId] : others;
  switch (thing) {
    case "task":
      return addTask(database, { orgId, createdBy: maker, title: canaryOf({ slug }, WORD) });
    case "draft":
    case "published":
      return addPost(database, { orgId, authorId: maker, status: thing, title: canaryOf({ slug }, WORD) });
    case "integration":
      return addIntegration(database, orgId, maker);
    case "invitation":
      return addInvitation(database, { orgId, status: "refused", invitedBy: maker });
    case "member":
      return maker;
    case "seat":
      return newMember(site, { home: { id: orgId, slug }, role: "org:member", name: "Seated" });
    case "word":
      return canaryOf({ slug }, WORD);
  }
}

/** One that nobody has; of a person, next to one who is foreign, so that neither has a place of their own in a list. */
function absentId(thing: Thing, { slug }: Organization): string {
  switch (thing) {
    case "task":
      return newTaskId();
    case "draft":
    case "published":
      return newPostId();
    case "integration":
      return newIntegrationId();
    case "invitation":
      return newInvitationId();
    case "member":
    case "seat":
      return `${PEOPLE[slug]?.[0]}0`;
    case "word":
      return canaryOf({ slug: "nowhere" }, WORD);
  }
}

type NewMember = {
  readonly home: Organization;
  readonly role: "org:admin" | "org:member";
  /** Their first name. */
  readonly name: string;
};

/** A person of their own with a seat, at Clerk and in the mirror alike; their id. */
export async function newMember({ clerk, database }: Site, { home, role, name }: NewMember): Promise<string> {
  const email = `${crypto.randomUUID()}@acme.example`;
  const { id } = await clerk.createPerson({ email, password: null, firstName: name, lastName: "Test" });
  await clerk.addMember({ orgId: home.id, userId: id, role });
  await database.batch([
    database
      .prepare("insert into people (id, name, email, source_event_at_ms) values (?, ?, ?, 1)")
      .bind(id, `${name} Test`, email),
    database
      .prepare(
        "insert into memberships (org_id, user_id, role, created_at_ms, source_event_at_ms) values (?, ?, ?, 1, 1)",
      )
      .bind(home.id, id, role),
  ]);
  return id;
}

async function addIntegration(database: D1Database, orgId: string, createdBy: string): Promise<string> {
  const id = newIntegrationId();
  await database
    .prepare("insert into integrations values (?, ?, 'One to remove', 'https://example.com/', ?, 1)")
    .bind(orgId, id, createdBy)
    .run();
  return id;
}

/** Everything that stands in the tenant tables, by organization and table. */
export type Snapshot = ReadonlyMap<string, ReadonlyMap<string, string>>;

const NAMES = [...TENANT_TABLES.map(({ name }) => name), "task_search"];

export async function snapshot(database: D1Database): Promise<Snapshot> {
  const reads = NAMES.map((name) => database.prepare(`select * from ${name} order by rowid`));
  const results = await database.batch<Readonly<Record<string, unknown>>>(reads);
  const taken = new Map<string, Map<string, string>>();
  for (const [at, { results: rows }] of results.entries()) {
    for (const row of rows) {
      const orgId = String(row["org_id"]);
      const tables = taken.get(orgId) ?? new Map<string, string>();
      const name = NAMES[at] ?? "";
      tables.set(name, `${tables.get(name) ?? ""}${JSON.stringify(row)}\n`);
      taken.set(orgId, tables);
    }
  }
  return taken;
}

/** The tables that differ, as `org_…: tasks`; of all organizations but one, where one is given. */
export function changedTables(before: Snapshot, after: Snapshot, but: Organization | null): string[] {
  const ids = [...new Set([...before.keys(), ...after.keys()])].filter((id) => id !== but?.id);
  return ids.flatMap((id) =>
    NAMES.filter((name) => before.get(id)?.get(name) !== after.get(id)?.get(name)).map(
      (name) => `${id}: ${name}`,
    ),
  );
}

/** Rows of the tables that only time or a request would fill, so that each has some in both organizations. */
export async function fillEveryTable(database: D1Database): Promise<void> {
  await database.batch(
    [ACME, GLOBEX].flatMap(({ id, slug }) => [
      database
        .prepare("insert into idempotency_keys values (?, ?, ?, 'a hash', 'an answer', ?)")
        .bind(id, PEOPLE[slug]?.[0], `of ${slug}`, Date.now() + 3_600_000),
      database.prepare("insert into activity_seals values (?, 1, 'a seal')").bind(id),
    ]),
  );
  for (const { id, slug } of [ACME, GLOBEX]) {
    const [invitedBy = "nobody"] = PEOPLE[slug] ?? [];
    await addInvitation(database, { orgId: id, status: "refused", invitedBy });
  }
}
