import type { Member as Actor } from "#src/auth/caller.ts";
import type { ClerkContext } from "#src/clerk/backend-api.ts";
import type { TenantScope } from "#src/db/tenant-scope.ts";
import { MEMBERS_PER_PAGE, type MemberEntry } from "#src/features/organization/member.ts";
import { organizationRepository } from "#src/features/organization/organization-repository.ts";
import { isHeardOf, readThrough } from "#src/features/organization/read-organization.ts";
import type { UserId } from "#src/lib/ids.ts";

export type MemberPage = {
  /** The organization's name. */
  readonly organization: string;
  /** In the order of their ids; empty on a first page when neither the mirror nor Clerk could be read. */
  readonly members: readonly MemberEntry[];
  /** After whom the next page starts; null on the last one. */
  readonly next: UserId | null;
};

/** One page of the organization's members: one round trip to the database. */
export async function readMembers(
  context: ClerkContext,
  { tenant, scope }: Actor<TenantScope>,
  after: UserId | null,
): Promise<MemberPage> {
  const repository = organizationRepository(scope);
  const [[known], rows] = await scope.batch([repository.find(), repository.members(after)]);
  const isKnown = known !== undefined && (after !== null || (await isHeardOf({ tenant, scope }, rows)));
  if (isKnown) return pageOf(known.name, rows);
  const { name } = await readThrough(context, { tenant, scope });
  const [again] = await scope.batch([repository.members(after)]);
  return pageOf(name, again);
}

function pageOf(organization: string, rows: readonly MemberEntry[]): MemberPage {
  const members = rows.slice(0, MEMBERS_PER_PAGE);
  const last = members.at(-1);
  return { organization, members, next: rows.length > members.length && last ? last.userId : null };
}
