import { ROLE_PERMISSIONS } from "#src/auth/roles.ts";
import type { ClerkContext } from "#src/clerk/backend-api.ts";
import { Database, type SqlConnection } from "#src/db/database.ts";
import { TenantScope } from "#src/db/tenant-scope.ts";
import { parseOrgId, parseUserId, type OrgId } from "#src/lib/ids.ts";
import type { LocalD1 } from "#test/support/local-d1.ts";

export type Actor = ReturnType<typeof actorIn>;

/** A person at work in an organization, as middleware.ts makes one of a session. */
export function actorIn(
  connection: SqlConnection,
  organization: string,
  { id, role }: { readonly id: string; readonly role: keyof typeof ROLE_PERMISSIONS },
) {
  const orgId = orgIdOf(organization);
  const userId = parseUserId(id);
  if (userId === null) throw new Error(`${id} is no person's id`);
  const tenant = { orgId, orgSlug: null, userId, role, permissions: ROLE_PERMISSIONS[role] };
  return { kind: "member" as const, userId, tenant, scope: new TenantScope(orgId, new Database(connection)) };
}

export function orgIdOf(text: string): OrgId {
  const orgId = parseOrgId(text);
  if (orgId === null) throw new Error(`${text} is no organization's id`);
  return orgId;
}

/** A request that fails when Clerk is to be asked on its behalf. */
export function noClerk(): ClerkContext {
  // Whatever is looked up of it fails first.
  return new Proxy({}, { get: refuseClerk }) as ClerkContext;
}

function refuseClerk(): never {
  throw new Error("Clerk was asked for what the mirror has");
}

let organizations = 0;

/** An organization of its own for a test, with an admin and a member at work in it. */
export async function newOrganization({ database }: LocalD1) {
  organizations += 1;
  const id = `org_new${organizations}`;
  const admin = { id: `user_admin${organizations}`, role: "org:admin" } as const;
  const member = { id: `user_member${organizations}`, role: "org:member" } as const;
  await database.batch([
    database.prepare("insert into organizations values (?, null, ?, 1, 1, null)").bind(id, `New ${id}`),
    ...[admin, member].flatMap((person) => [
      database
        .prepare("insert into people values (?, ?, null, null, 1, null)")
        .bind(person.id, `Person ${person.id}`),
      database
        .prepare("insert into memberships values (?, ?, ?, 1, 1, null)")
        .bind(id, person.id, person.role),
    ]),
  ]);
  return { id, admin: actorIn(database, id, admin), member: actorIn(database, id, member) };
}
