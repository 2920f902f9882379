/** Records → the Backend API's JSON, typed with @clerk/backend's own types. Times are milliseconds here too. */
import type {
  DeletedObjectJSON,
  EmailAddressJSON,
  OrganizationJSON,
  OrganizationMembershipJSON,
  SessionJSON,
  UserJSON,
} from "@clerk/backend";
import { configurationOf } from "#clerk-local/configuration.ts";
import type { Situation } from "#clerk-local/dispatch.ts";
import { type EmailAddress, emailAddressesOf } from "#clerk-local/rules/email-addresses.ts";
import { primaryEmailId } from "#clerk-local/ids.ts";
import { lockedForSeconds } from "#clerk-local/rules/lockout.ts";
import { membershipCapOf, pendingInvitationsCount } from "#clerk-local/rules/membership-cap.ts";
import { shownSlug } from "#clerk-local/rules/organizations.ts";
import type {
  MembershipRecord,
  OrganizationRecord,
  PersonRecord,
  SessionRecord,
} from "#clerk-local/state/records.ts";
import { permissionsOf, ROLE_SET_KEY } from "#clerk-local/roles.ts";
import { shownStatus } from "#clerk-local/rules/sessions.ts";
import type { Tables } from "#clerk-local/state/tables.ts";
import { pictureJson } from "./pictures.ts";

const ABANDON_AFTER_MS = 30 * 24 * 60 * 60 * 1000;

export function organizationJson(tables: Tables, organization: OrganizationRecord): OrganizationJSON {
  return {
    object: "organization",
    id: organization.id,
    name: organization.name,
    // Null at an instance without slugs, which this type leaves out.
    slug: shownSlug(tables, organization) as string,
    ...(organization.imageUrl != null && { image_url: organization.imageUrl }),
    has_image: organization.imageUrl != null,
    pending_invitations_count: pendingInvitationsCount(tables, organization),
    max_allowed_memberships: membershipCapOf(tables, organization),
    admin_delete_enabled: organization.mayBeDeleted ?? true,
    public_metadata: organization.publicMetadata ?? {},
    private_metadata: organization.privateMetadata ?? {},
    ...(organization.createdBy !== null && { created_by: organization.createdBy }),
    role_set_key: ROLE_SET_KEY,
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
  return membershipJsonOf(tables, { membership, organization, person });
}

export function membershipJsonOf(
  tables: Tables,
  { membership, organization, person }: MembershipParts,
): OrganizationMembershipJSON {
  return {
    object: "organization_membership",
    id: membership.id,
    role: membership.role,
    permissions: permissionsOf(membership.role),
    public_metadata: membership.publicMetadata ?? {},
    private_metadata: membership.privateMetadata ?? {},
    organization: organizationJson(tables, organization),
    public_user_data: {
      user_id: person.id,
      identifier: person.email,
      first_name: person.firstName,
      last_name: person.lastName,
      ...pictureJson(person),
    },
    created_at: membership.createdAtMs,
    updated_at: membership.updatedAtMs,
  };
}

export function userJson({ tables, clock }: Situation, person: PersonRecord): UserJSON {
  const lockedSeconds = lockedForSeconds(person, clock.nowMs);
  return {
    object: "user",
    id: person.id,
    username: null,
    first_name: person.firstName,
    last_name: person.lastName,
    locale: person.locale ?? null,
    ...pictureJson(person),
    email_addresses: emailAddressesOf(tables, person).map(emailAddressJson),
    primary_email_address_id: primaryEmailId(person),
    primary_phone_number_id: null,
    primary_web3_wallet_id: null,
    organization_memberships: null,
    password_enabled: person.password !== null,
    password_last_updated_at: person.passwordUpdatedAtMs ?? null,
    ...NOTHING_ELSE_TO_SIGN_IN_WITH,
    banned: person.isBanned ?? false,
    locked: lockedSeconds !== null,
    lockout_expires_in_seconds: lockedSeconds,
    verification_attempts_remaining: configurationOf(tables).maxSignInAttempts - (person.failedAttempts ?? 0),
    deprovisioned: false,
    public_metadata: person.publicMetadata ?? {},
    private_metadata: person.privateMetadata ?? {},
    unsafe_metadata: person.unsafeMetadata ?? {},
    external_id: person.externalId ?? null,
    create_organization_enabled: person.mayCreateOrganizations ?? true,
    create_organizations_limit: person.maxOrganizations ?? null,
    delete_self_enabled: person.mayDeleteSelf ?? true,
    last_sign_in_at: person.lastSignInAtMs,
    last_active_at: person.lastSignInAtMs,
    legal_accepted_at: person.legalAcceptedAtMs ?? null,
    timezone: null,
    created_at: person.createdAtMs,
    updated_at: person.updatedAtMs,
  };
}

export function emailAddressJson({ id, email, verified }: EmailAddress): EmailAddressJSON {
  return {
    object: "email_address",
    id,
    email_address: email,
    verification: verified ? VERIFIED : null,
    linked_to: [],
  };
}

export function sessionJson(tables: Tables, session: SessionRecord): SessionJSON {
  return {
    object: "session",
    id: session.id,
    client_id: session.clientId,
    user_id: session.userId,
    status: shownStatus(tables, session),
    ...(session.orgId !== null && { last_active_organization_id: session.orgId }),
    actor: null,
    last_active_at: session.lastActiveAtMs,
    expire_at: session.expireAtMs,
    abandon_at: session.createdAtMs + ABANDON_AFTER_MS,
    created_at: session.createdAtMs,
    updated_at: session.updatedAtMs,
  };
}

export function deletedJson(object: string, id: string): DeletedObjectJSON {
  return { object, id, deleted: true };
}

type MembershipParts = {
  readonly membership: MembershipRecord;
  readonly organization: OrganizationRecord;
  readonly person: PersonRecord;
};

// The SDK's type asks for an object name and an id as well, which it never reads (backend/api/resources/Verification.ts).
const VERIFIED = {
  status: "verified",
  strategy: "email_code",
  attempts: 1,
  expire_at: null,
} as EmailAddressJSON["verification"];

const NOTHING_ELSE_TO_SIGN_IN_WITH = {
  phone_numbers: [],
  web3_wallets: [],
  external_accounts: [],
  enterprise_accounts: [],
  totp_enabled: false,
  backup_code_enabled: false,
  two_factor_enabled: false,
};
