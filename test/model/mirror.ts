import { Database, type SqlConnection } from "#src/db/database.ts";
import { systemScope } from "#src/db/system-scope.ts";
import { TENANT_TABLES } from "#src/db/tenant-tables.ts";
import { eraseOrganization } from "#src/features/export/erase-organization.ts";
import { sealAllActivity } from "#src/jobs/seal-all-activity.ts";
import { orgIdOf } from "#test/support/actors.ts";
import { OTHER_TABLES } from "#test/support/every-row.ts";
import type { Asked } from "./asked.ts";
import type { Kind } from "./commands.ts";
import { A_PAGE, furnish, rowsAsStatements, type Put } from "./furnish.ts";
import type { Answer } from "./play.ts";
import { IS_DONE, own } from "./rules/rule.ts";
import { expectedOf } from "./rules/rules.ts";
import { newOrganization, type World } from "./world.ts";

const ORGANIZATION =
  "insert into organizations values (?1, ?2, ?3, 1, 1, null) on conflict do update set slug = ?2, name = ?3";
const MEMBERSHIP =
  "insert into memberships values (?1, ?2, ?3, 1, 1, null) on conflict do update set role = ?3, deleted_at_ms = null";
const LEAVING = "update memberships set deleted_at_ms = 1 where org_id = ? and user_id = ?";

/** Empties the database and lets the mirror know the world's people and organizations. */
export function startMirror(database: SqlConnection, { people, organizations }: World): Promise<unknown> {
  const owned = TENANT_TABLES.map(({ name }) => name).toReversed();
  // The log's rows stay while their organization lives, and what triggers keep goes last.
  const emptied = ["organizations", ...owned, ...OTHER_TABLES, "organization_counters", "task_days"];
  return putAll(database, [
    ...emptied.map((name): Put => [`delete from ${name}`]),
    ...people.map((id): Put => ["insert into people values (?1, ?1, null, null, 1, null)", id]),
    ...organizations.flatMap(({ id, name, slug, members }): Put[] => [
      [ORGANIZATION, id, slug, name],
      ...[...members].map(([userId, role]): Put => [MEMBERSHIP, id, userId, role]),
    ]),
    ...organizations.flatMap(rowsAsStatements),
  ]);
}

/** What happens round the product: what Clerk decided, as the mirror is to have it; the hourly jobs; time. */
export async function happen(database: SqlConnection, asked: Asked, world: World): Promise<Answer> {
  const id = `org_made${world.organizations.length}`;
  // Clerk is no part of what is judged here: what it decides is the model's own word.
  const { says } = expectedOf(world, asked);
  if (says !== IS_DONE) return { says };
  const told = TOLD[asked.kind]?.(asked, id);
  if (told !== undefined) await putAll(database, told);
  await DONE[asked.kind]?.(database, asked, world);
  return asked.kind === "create organization" ? { says, id } : { says };
}

const seat = ({ organizationId, personId, role }: Asked): Put[] => [
  [MEMBERSHIP, organizationId, personId, role],
];

/** What the mirror is told of Clerk's decisions. */
const TOLD: Partial<Record<Kind, (asked: Asked, id: string) => Put[]>> = {
  "create organization": ({ slug, actor }, id) => [
    [ORGANIZATION, id, slug, `New ${slug}`],
    [MEMBERSHIP, id, actor.userId, "org:admin"],
  ],
  "rename organization": ({ slug, organizationId }) => [
    ["update organizations set slug = ? where org_id = ?", slug, organizationId],
  ],
  join: seat,
  "change role": seat,
  "accept invitation": (asked) => seat({ ...asked, personId: asked.actor.userId }),
  leave: ({ organizationId, personId }) => [[LEAVING, organizationId, personId]],
};

/** What takes more than a statement. */
const DONE: Partial<Record<Kind, (database: SqlConnection, asked: Asked, world: World) => Promise<unknown>>> =
  {
    "delete organization": (database, { organizationId }, { nowMs }) =>
      eraseOrganization(systemScope(orgIdOf(organizationId), new Database(database)), nowMs),
    "run jobs": (database) => sealAllActivity(new Database(database)),
    "fill organization": (database, asked, world) => {
      // The rows that the model is about to have too: `furnish` makes the same of the same.
      const { members, ...named } = own(world, asked);
      const filled = { ...newOrganization(named), members };
      furnish({ ...world }, filled, A_PAGE);
      return putAll(database, rowsAsStatements(filled));
    },
  };

function putAll(database: SqlConnection, puts: readonly Put[]): Promise<unknown> {
  return database.batch(puts.map(([sql, ...values]) => database.prepare(sql).bind(...values)));
}
