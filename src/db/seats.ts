import { eq } from "drizzle-orm";
import { memberships } from "#src/db/mirror-schema.ts";
import type { Statement } from "#src/db/statement.ts";
import type { TenantScope } from "#src/db/tenant-scope.ts";
import type { UserId } from "#src/lib/ids.ts";

/** What the mirror has of one person in the organization. */
export type Seat = {
  readonly role: string;
  readonly createdAtMs: number;
  readonly deletedAtMs: number | null;
  readonly sourceEventAtMs: number;
};

const SEAT = {
  role: memberships.role,
  createdAtMs: memberships.createdAtMs,
  deletedAtMs: memberships.deletedAtMs,
  sourceEventAtMs: memberships.sourceEventAtMs,
};

/** One row, or none when the mirror has not heard of this person there, not even that they left. */
export function findSeat(scope: TenantScope, userId: UserId): Statement<Seat> {
  return scope.select({
    from: memberships,
    columns: SEAT,
    where: [eq(memberships.userId, userId)],
    limit: 1,
  });
}
