import { removeApiKeysOf } from "./api-keys.ts";
import { configurationOf } from "#clerk-local/configuration.ts";
import { lastAdmin, notFound, notMember, Refusal, wrongField } from "#clerk-local/errors.ts";
import { newId } from "#clerk-local/ids.ts";
import type { MembershipRecord, OrganizationRecord, Role } from "#clerk-local/state/records.ts";
import { ROLES } from "#clerk-local/roles.ts";
import type { ActiveOrganization } from "#clerk-local/tokens/session-token.ts";
import type { Tables } from "#clerk-local/state/tables.ts";

const MAX_NAME_LENGTH = 256;
/** Clerk's slugs have no underscore, so that a slug is never taken for an id. */
const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;

export type OrganizationFields = {
  readonly name?: string | null;
  readonly slug?: string | null;
  readonly maxAllowedMemberships?: number | null;
};

export type Seat = { readonly orgId: string; readonly userId: string };

/** By id, or by slug where the text is no id and the instance has slugs. Null when there is none. */
export function findOrganization(tables: Tables, idOrSlug: string): OrganizationRecord | null {
  if (idOrSlug.startsWith("org_")) return tables.organizations.get(idOrSlug);
  return configurationOf(tables).slugsDisabled ? null : bySlug(tables, idOrSlug);
}

/** The slug as Clerk shows it; null at an instance without slugs. */
export function shownSlug(tables: Tables, { slug }: Pick<OrganizationRecord, "slug">): string | null {
  return configurationOf(tables).slugsDisabled ? null : slug;
}

/** Throws `resource_not_found`. */
export function organizationOf(tables: Tables, idOrSlug: string): OrganizationRecord {
  const organization = findOrganization(tables, idOrSlug);
  if (organization === null) throw notFound("organization");
  return organization;
}

export function findMembership(tables: Tables, { orgId, userId }: Seat): MembershipRecord | null {
  return tables.memberships.where({ orgId, userId })[0] ?? null;
}

/** Throws `organization_not_found_or_unauthorized`, the same for an unknown and for a foreign organization. */
export function membershipOf(tables: Tables, seat: Seat): MembershipRecord {
  const membership = findMembership(tables, seat);
  if (membership === null) throw notMember();
  return membership;
}

/** What a token says about the active organization; null when the person is no member of it (any more). */
export function activeOrganization(
  tables: Tables,
  { orgId, userId }: { readonly orgId: string | null; readonly userId: string },
): ActiveOrganization | null {
  const organization = orgId === null ? null : tables.organizations.get(orgId);
  if (organization === null) return null;
  const membership = findMembership(tables, { orgId: organization.id, userId });
  if (membership === null) return null;
  return { id: organization.id, slug: shownSlug(tables, organization), role: membership.role };
}

/** A new organization whose creator, if it has one, is its admin. Without a slug it gets a free one made from its name. */
export function createOrganization(
  tables: Tables,
  given: OrganizationFields & { readonly createdBy: string | null },
  nowMs: number,
): OrganizationRecord {
  const name = checkName(given.name ?? "");
  const wanted = given.slug ?? "";
  const slug = wanted === "" ? freeSlug(tables, name) : checkSlug(tables, wanted);
  const times = { createdAtMs: nowMs, updatedAtMs: nowMs };
  const organization = tables.organizations.put({
    id: newId("org"),
    name,
    slug,
    createdBy: given.createdBy,
    ...capOf(given),
    ...times,
  });
  const { createdBy: userId } = given;
  if (userId !== null) addMember(tables, { orgId: organization.id, userId, role: "org:admin" }, nowMs);
  return organization;
}

/** Name, slug and the most memberships, each where given. */
export function updateOrganization(
  tables: Tables,
  organization: OrganizationRecord,
  given: OrganizationFields & { readonly nowMs: number },
): OrganizationRecord {
  const name = given.name == null ? organization.name : checkName(given.name);
  const keepsSlug = given.slug == null || given.slug === "" || given.slug === organization.slug;
  const slug = keepsSlug ? organization.slug : checkSlug(tables, given.slug ?? "");
  return tables.organizations.put({
    ...organization,
    name,
    slug,
    ...capOf(given),
    updatedAtMs: given.nowMs,
  });
}

/** The organization and its memberships; sessions in which it was active fall back to none. */
export function deleteOrganization(tables: Tables, orgId: string): void {
  for (const { id } of tables.memberships.where({ orgId })) tables.memberships.remove(id);
  for (const session of tables.sessions.where({ orgId })) tables.sessions.put({ ...session, orgId: null });
  removeApiKeysOf(tables, orgId);
  tables.organizations.remove(orgId);
}

/** Throws `already_a_member_in_organization`. */
export function addMember(
  tables: Tables,
  { orgId, userId, role }: Seat & { readonly role: Role },
  nowMs: number,
): MembershipRecord {
  if (findMembership(tables, { orgId, userId }) !== null) {
    throw alreadyMember(tables.people.get(userId)?.email ?? userId);
  }
  const times = { createdAtMs: nowMs, updatedAtMs: nowMs };
  return tables.memberships.put({ id: newId("orgmem"), orgId, userId, role, ...times });
}

/** Clerk's form reads the address out of the message (ui: InviteMembersForm). */
export function alreadyMember(email: string): Refusal {
  return new Refusal(
    400,
    "already_a_member_in_organization",
    `${email} is already a member of the organization.`,
  );
}

/** Throws when it would leave the organization without an admin. */
export function setRole(
  tables: Tables,
  { orgId, userId, role }: Seat & { readonly role: Role },
  nowMs: number,
): MembershipRecord {
  const membership = membershipOf(tables, { orgId, userId });
  if (role !== "org:admin") refuseLastAdmin(tables, membership);
  return tables.memberships.put({ ...membership, role, updatedAtMs: nowMs });
}

/**
 * The membership that was removed; the person's sessions in that organization fall back to none. Throws when
 * it would leave the organization without an admin.
 */
export function removeMember(tables: Tables, seat: Seat): MembershipRecord {
  const membership = membershipOf(tables, seat);
  refuseLastAdmin(tables, membership);
  tables.memberships.remove(membership.id);
  for (const session of tables.sessions.where({ userId: seat.userId, orgId: seat.orgId })) {
    tables.sessions.put({ ...session, orgId: null });
  }
  return membership;
}

/** The role with that key. Throws on a key that no role has. */
export function roleOf(key: string): Role {
  const role = ROLES.find((known) => known === key);
  if (role === undefined) throw wrongField("form_param_value_invalid", "role", `There is no role ${key}.`);
  return role;
}

function bySlug(tables: Tables, slug: string): OrganizationRecord | null {
  return tables.organizations.where({ slug })[0] ?? null;
}

function refuseLastAdmin(tables: Tables, { orgId, role }: MembershipRecord): void {
  if (role !== "org:admin") return;
  if (tables.memberships.where({ orgId, role }).length === 1) throw lastAdmin();
}

function checkName(given: string): string {
  const name = given.trim();
  if (name === "") throw wrongField("form_param_nil", "name", "Enter a name.");
  if (name.length <= MAX_NAME_LENGTH) return name;
  const message = `Name must be ${MAX_NAME_LENGTH} characters or less.`;
  throw wrongField("form_param_max_length_exceeded", "name", message);
}

function checkSlug(tables: Tables, slug: string): string {
  if (!SLUG.test(slug)) {
    const message = "Slug can only contain lowercase letters, numbers and dashes.";
    throw wrongField("form_param_format_invalid", "slug", message);
  }
  if (bySlug(tables, slug) === null) return slug;
  throw wrongField("form_identifier_exists", "slug", "That slug is taken. Please try another.");
}

function capOf({
  maxAllowedMemberships: cap,
}: OrganizationFields): Pick<OrganizationRecord, "maxAllowedMemberships"> {
  if (cap == null) return {};
  if (Number.isInteger(cap) && cap >= 0) return { maxAllowedMemberships: cap };
  const message = "max_allowed_memberships must be a whole number, or 0 for any number.";
  throw wrongField("form_param_value_invalid", "max_allowed_memberships", message);
}

function freeSlug(tables: Tables, name: string): string {
  const words = name.toLowerCase().match(/[a-z0-9]+/g) ?? ["organization"];
  const slug = words.join("-");
  let free = slug;
  for (let count = 2; bySlug(tables, free) !== null; count += 1) free = `${slug}-${count}`;
  return free;
}
