import type { Session } from "#src/auth/caller.ts";
import { currentTenant, type Standing } from "#src/auth/standing.ts";
import type { Tenant } from "#src/auth/tenant.ts";
import { findRole } from "#src/clerk/memberships.ts";
import { findDeletedOrganization } from "#src/db/deleted-organizations.ts";
import { findEndedSession } from "#src/db/ended-sessions.ts";
import { findSeat } from "#src/db/seats.ts";
import type { TenantScope } from "#src/db/tenant-scope.ts";

type MemberSession = Extract<Session, { kind: "member" }>;

export type CurrentSession = {
  readonly session: Session;
  /** Whether nobody could say what the person may: then nothing that asks the mirror is open to them. */
  readonly isUnknown: boolean;
};

const NOTHING: Standing = { role: null };

/**
 * The session as of now: its token less what the mirror has heard since. `scope` reads at the database's primary, since a
 * replica may lag behind a demotion. One round trip.
 */
export async function currentSession(
  { session, sessionId }: { readonly session: MemberSession; readonly sessionId: string },
  scope: TenantScope,
): Promise<CurrentSession> {
  const standing = await readStanding({ ...session.tenant, sessionId }, scope);
  const tenant = currentTenant(session.tenant, standing ?? NOTHING);
  return { session: { ...session, tenant }, isUnknown: standing === null };
}

/**
 * Null when it cannot be told. Who is not in the mirror has joined or made the organization a moment ago, before the
 * event has come: Clerk is asked for this one seat, within its deadline. That is not stored: pages fill the mirror.
 */
async function readStanding(
  { orgId, userId, sessionId }: Tenant & { readonly sessionId: string },
  scope: TenantScope,
): Promise<Standing | null> {
  const [[seat], [ended], [deleted]] = await scope.batch([
    findSeat(scope, userId),
    findEndedSession(sessionId),
    findDeletedOrganization(orgId),
  ]);
  if (ended !== undefined || deleted !== undefined) return NOTHING;
  if (seat !== undefined) return seat.deletedAtMs === null ? { role: seat.role } : NOTHING;
  const fetched = await findRole({ orgId, userId });
  return fetched.ok ? { role: fetched.value } : null;
}
