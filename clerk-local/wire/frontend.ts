/**
 * Records → the Frontend API's JSON. Every function is typed with the SDK's own type, so that an upgrade that
 * changes a shape is a compile error here.
 */
import type {
  EmailAddressJSON,
  OrganizationJSON,
  OrganizationMembershipJSON,
  PermissionJSON,
  PublicUserDataJSON,
  RoleJSON,
  SessionJSON,
  SessionWithActivitiesJSON,
  UserJSON,
} from "@clerk/shared/types";
import { type EmailAddress, emailAddressesOf } from "#clerk-local/rules/email-addresses.ts";
import { primaryEmailId } from "#clerk-local/ids.ts";
import { membershipCapOf, pendingInvitationsCount } from "#clerk-local/rules/membership-cap.ts";
import { shownSlug } from "#clerk-local/rules/organizations.ts";
import type {
  MembershipRecord,
  OrganizationRecord,
  PersonRecord,
  Role,
  SessionRecord,
} from "#clerk-local/state/records.ts";
import { permissionsOf, ROLE_NAMES } from "#clerk-local/roles.ts";
import { shownStatus } from "#clerk-local/rules/sessions.ts";
import type { Tables } from "#clerk-local/state/tables.ts";
import { activityJson } from "./devices.ts";
import { pictureJson } from "./pictures.ts";
import { verificationJson } from "./verification.ts";

const ABANDON_AFTER_MS = 30 * 24 * 60 * 60 * 1000;

export function organizationJson(tables: Tables, organization: OrganizationRecord): OrganizationJSON {
  return {
    object: "organization",
    id: organization.id,
    name: organization.name,
    // Null at an instance without slugs, which OrganizationResource knows and this type leaves out.
    slug: shownSlug(tables, organization) as string,
    // Empty: Clerk's UI then draws initials itself, and nothing is fetched from img.clerk.com.
    image_url: organization.imageUrl ?? "",
    has_image: organization.imageUrl != null,
    members_count: tables.memberships.where({ orgId: organization.id }).length,
    pending_invitations_count: pendingInvitationsCount(tables, organization),
    max_allowed_memberships: membershipCapOf(tables, organization),
    admin_delete_enabled: organization.mayBeDeleted ?? true,
    public_metadata: organization.publicMetadata ?? {},
    created_at: organization.createdAtMs,
    updated_at: organization.updatedAtMs,
  };
}

/** Null when its organization or person is gone. */
export function membershipJson(
  tables: Tables,
  membership: MembershipRecord,
): OrganizationMembershipJSON | null {
  const organization = tables.organizations.get(membership.orgId);
  const person = tables.people.get(membership.userId);
  if (organization === null || person === null) return null;
  return {
    object: "organization_membership",
    id: membership.id,
    organization: organizationJson(tables, organization),
    // The SDK's type leaves Clerk's own permissions for billing out.
    permissions: permissionsOf(membership.role) as OrganizationMembershipJSON["permissions"],
    role: membership.role,
    role_name: ROLE_NAMES[membership.role],
    public_metadata: membership.publicMetadata ?? {},
    public_user_data: publicUserJson(person),
    created_at: membership.createdAtMs,
    updated_at: membership.updatedAtMs,
  };
}

export function membershipsJson(
  tables: Tables,
  memberships: MembershipRecord[],
): OrganizationMembershipJSON[] {
  return memberships.map((membership) => membershipJson(tables, membership)).filter((json) => json !== null);
}

export function publicUserJson(person: PersonRecord): PublicUserDataJSON {
  return {
    user_id: person.id,
    first_name: person.firstName,
    last_name: person.lastName,
    ...pictureJson(person),
    identifier: person.email,
  };
}

export function userJson(tables: Tables, person: PersonRecord): UserJSON {
  return {
    object: "user",
    id: person.id,
    external_id: person.externalId ?? null,
    first_name: person.firstName,
    last_name: person.lastName,
    username: null,
    ...pictureJson(person),
    profile_image_id: "",
    email_addresses: emailAddressesOf(tables, person).map((address) => emailAddressJson(tables, address)),
    primary_email_address_id: primaryEmailId(person),
    primary_phone_number_id: null,
    primary_web3_wallet_id: null,
    organization_memberships: membershipsJson(tables, tables.memberships.where({ userId: person.id })),
    password_enabled: person.password !== null,
    ...NOTHING_ELSE_TO_SIGN_IN_WITH,
    public_metadata: person.publicMetadata ?? {},
    unsafe_metadata: person.unsafeMetadata ?? {},
    create_organization_enabled: person.mayCreateOrganizations ?? true,
    create_organizations_limit: person.maxOrganizations ?? null,
    delete_self_enabled: person.mayDeleteSelf ?? true,
    last_sign_in_at: person.lastSignInAtMs,
    legal_accepted_at: person.legalAcceptedAtMs ?? null,
    timezone: null,
    created_at: person.createdAtMs,
    updated_at: person.updatedAtMs,
  };
}

export function sessionJson(
  tables: Tables,
  { session, person, token }: { session: SessionRecord; person: PersonRecord; token: string },
): SessionJSON {
  return {
    ...sessionFields(tables, session),
    // Without it clerk-js removes its cookie until the next token call (clerk-js/core/clerk.ts).
    last_active_token: { object: "token", id: "", jwt: token },
    user: userJson(tables, person),
    public_user_data: publicUserJson(person),
  };
}

/** An item of UserProfile's "Active devices" (clerk-js/resources/SessionWithActivities.ts). */
export function sessionWithActivityJson(
  tables: Tables,
  { session, person }: { readonly session: SessionRecord; readonly person: PersonRecord },
): SessionWithActivitiesJSON {
  return {
    ...sessionFields(tables, session),
    last_active_token: { object: "token", id: "", jwt: "" },
    user: null,
    public_user_data: publicUserJson(person),
    latest_activity: activityJson(session),
  };
}

export function roleJson(role: Role): RoleJSON {
  const name = ROLE_NAMES[role];
  return {
    object: "role",
    id: `role_${name.toLowerCase()}`,
    key: role,
    name,
    description: "",
    permissions: permissionsOf(role).map(permissionJson),
    created_at: 0,
    updated_at: 0,
  };
}

export function permissionJson(key: string): PermissionJSON {
  return {
    object: "permission",
    id: `perm_${key.replaceAll(/\W/g, "_")}`,
    key,
    name: key,
    description: "",
    type: key.startsWith("org:sys_") ? "system" : "user",
    created_at: 0,
    updated_at: 0,
  };
}

const NOTHING_ELSE_TO_SIGN_IN_WITH = {
  phone_numbers: [],
  web3_wallets: [],
  external_accounts: [],
  enterprise_accounts: [],
  passkeys: [],
  totp_enabled: false,
  backup_code_enabled: false,
  two_factor_enabled: false,
};

export function emailAddressJson(tables: Tables, address: EmailAddress): EmailAddressJSON {
  const status = address.verified ? "verified" : "unverified";
  return {
    object: "email_address",
    id: address.id,
    email_address: address.email,
    verification: verificationJson({ status, strategy: "email_code", code: tables.codes.get(address.id) }),
    linked_to: [],
    matches_sso_connection: false,
  };
}

function sessionFields(tables: Tables, session: SessionRecord) {
  const status = shownStatus(tables, session);
  return {
    object: "session" as const,
    id: session.id,
    status,
    expire_at: session.expireAtMs,
    abandon_at: session.createdAtMs + ABANDON_AFTER_MS,
    last_active_at: session.lastActiveAtMs,
    last_active_organization_id: session.orgId,
    actor: null,
    tasks: status === "pending" ? [{ key: "choose-organization" as const }] : null,
    factor_verification_age: [0, -1] satisfies [number, number],
    created_at: session.createdAtMs,
    updated_at: session.updatedAtMs,
  };
}
