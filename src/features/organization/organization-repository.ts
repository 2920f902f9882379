import { asc, eq, gt, gte, isNull, sql } from "drizzle-orm";
import { memberships, organizations, people } from "#src/db/mirror-schema.ts";
import { findSeat, type Seat } from "#src/db/seats.ts";
import type { Statement } from "#src/db/statement.ts";
import { prepareSelection, type TenantScope } from "#src/db/tenant-scope.ts";
import { MEMBERS_PER_PAGE, type MemberEntry } from "#src/features/organization/member.ts";
import type { RosterEntry } from "#src/features/organization/roster.ts";
import type { UserId } from "#src/lib/ids.ts";

/** Clerk allows at most 20 members without its add-on; past this many, names are looked up elsewhere. */
export const MAX_ROSTER = 100;

export type MirroredOrganization = {
  readonly name: string;
  readonly slug: string | null;
  readonly createdAtMs: number;
  /** When Clerk said so, in milliseconds; a later word wins. */
  readonly sourceEventAtMs: number;
};

export type MirroredMembership = {
  readonly userId: UserId;
  readonly role: string;
  readonly createdAtMs: number;
  readonly sourceEventAtMs: number;
  /** Null of a member; when they left, of who is none any more. */
  readonly deletedAtMs?: number | null;
};

const FIND = prepareSelection({ from: organizations, columns: { name: organizations.name }, limit: 1 });

const EVENT_AT_MS = sql`excluded.source_event_at_ms`;
/** Of two words of the same time no order is known; then the one that takes something away stands. */
const TAKES_AWAY = sql`excluded.deleted_at_ms is not null or (excluded.role <> 'org:admin' and ${memberships.deletedAtMs} is null)`;
const IS_LATER_WORD = sql`${EVENT_AT_MS} > ${memberships.sourceEventAtMs} or (${EVENT_AT_MS} = ${memberships.sourceEventAtMs} and (${TAKES_AWAY}))`;
/** A membership that has ended does not begin again, whatever comes late: who joins again has another one. */
const HAS_NOT_ENDED = sql`${memberships.deletedAtMs} is null or excluded.deleted_at_ms is not null or excluded.created_at_ms > ${memberships.createdAtMs}`;

const ROSTER = prepareSelection({
  from: memberships,
  columns: { userId: memberships.userId, role: memberships.role, name: people.name },
  join: { table: people, on: eq(people.id, memberships.userId) },
  where: [isNull(memberships.deletedAtMs)],
  orderBy: [asc(memberships.userId)],
  limit: MAX_ROSTER,
});

const MEMBERS = {
  from: memberships,
  columns: {
    userId: memberships.userId,
    role: memberships.role,
    joinedAtMs: memberships.createdAtMs,
    name: people.name,
    email: people.email,
  },
  join: { table: people, on: eq(people.id, memberships.userId) },
  orderBy: [asc(memberships.userId)],
  limit: MEMBERS_PER_PAGE + 1,
};

/** Every statement on the mirror of one organization and its members. */
export function organizationRepository(scope: TenantScope) {
  return {
    /** One row, or none when the mirror has not heard of the organization. */
    find(): Statement<{ name: string }> {
      return scope.bind(FIND);
    },

    /** See `findSeat`. */
    seat(userId: UserId): Statement<Seat> {
      return findSeat(scope, userId);
    },

    /** The members of today, in the order they joined. */
    roster(): Statement<RosterEntry> {
      return scope.bind(ROSTER);
    },

    /** One page of today's members by their ids: one row more than a page holds when there is another page. */
    members(after: UserId | null): Statement<MemberEntry> {
      const further = after === null ? [] : [gt(memberships.userId, after)];
      return scope.select({ ...MEMBERS, where: [isNull(memberships.deletedAtMs), ...further] });
    },

    /** The organization as an event has it, unless a later one has been heard. */
    putOrganization(organization: MirroredOrganization): Statement<never> {
      return scope.put(organizations, organization, gte(EVENT_AT_MS, organizations.sourceEventAtMs));
    },

    /** The same of a membership, or of its end. */
    putMembership(membership: MirroredMembership): Statement<never> {
      return scope.put(memberships, membership, sql`(${IS_LATER_WORD}) and (${HAS_NOT_ENDED})`);
    },

    addOrganization(organization: MirroredOrganization): Statement<never> {
      return scope.insert(organizations, organization, { ifNew: true });
    },

    addMembership(membership: MirroredMembership): Statement<never> {
      return scope.insert(memberships, membership, { ifNew: true });
    },
  };
}
