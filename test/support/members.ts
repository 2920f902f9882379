import { apiHeaders, write } from "#test/support/api.ts";
import { clerkOf } from "#test/support/clerk-sdk.ts";
import { ADA, MILO } from "#test/support/people.ts";
import type { Headers } from "#test/support/requests.ts";
import type { Site } from "#test/support/site.ts";

export type Place = { readonly orgId: string; readonly slug: string };

type Person = { readonly id: string };

/** An organization that somebody leads, Ada if nobody else, with Milo in it; of which every event has been told. */
export async function newPlace(
  site: Site,
  miloIs: "org:admin" | "org:member",
  by: Person = ADA,
): Promise<Place> {
  const made = { name: `Place ${crypto.randomUUID().slice(0, 8)}`, createdBy: by.id };
  const { id: orgId, slug } = await site.clerk.createOrganization(made);
  await site.clerk.addMember({ orgId, userId: MILO.id, role: miloIs });
  await site.clerk.deliverWebhooks();
  return { orgId, slug };
}

export function memberHeaders(site: Site, { id: userId }: Person, { orgId }: Place): Promise<Headers> {
  return apiHeaders(site, { userId, orgId });
}

/** Gives the member that role by the API; null: ends the membership. */
export function changeMember(
  site: Site,
  by: Headers,
  { userId, role }: { userId: string; role: string | null },
) {
  const sent = role === null ? { method: "DELETE" } : { method: "PATCH", body: { role } };
  return site.fetch(`/api/members/${userId}`, write(site, by, sent));
}

/** `Ada admin, Milo member`, as Clerk has it and as the mirror does. */
export async function seatsOf(site: Site, { orgId: organizationId }: Place) {
  const { data } = await clerkOf(site).organizations.getOrganizationMembershipList({ organizationId });
  const { results } = await site.database
    .prepare("select user_id, role from memberships where org_id = ? and deleted_at_ms is null")
    .bind(organizationId)
    .all<{ user_id: string; role: string }>();
  return {
    clerk: listOf(data.map(({ publicUserData, role }) => [publicUserData?.userId ?? "nobody", role])),
    mirror: listOf(results.map(({ user_id: userId, role }) => [userId, role])),
  };
}

const NAMES: Readonly<Record<string, string>> = { [ADA.id]: "Ada", [MILO.id]: "Milo" };

function listOf(seats: readonly (readonly [userId: string, role: string])[]): string {
  const named = seats.map(([userId, role]) => `${NAMES[userId] ?? userId} ${role.replace("org:", "")}`);
  return named.toSorted().join(", ");
}

export function both(list: string) {
  return { clerk: list, mirror: list };
}
