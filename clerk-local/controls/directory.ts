import * as directory from "#clerk-local/rules/directory.ts";
import type { Situation } from "#clerk-local/dispatch.ts";
import { outbox } from "#clerk-local/rules/mail.ts";
import * as rules from "#clerk-local/rules/organizations.ts";
import type {
  MailRecord,
  MembershipRecord,
  OrganizationRecord,
  PersonRecord,
  Role,
} from "#clerk-local/state/records.ts";

export type NewOrganization = {
  readonly name: string;
  /** Made from the name when not given. */
  readonly slug?: string;
  /** Becomes its admin. */
  readonly createdBy: string;
};

export type Renaming = { readonly orgId: string; readonly name?: string; readonly slug?: string };

export type Appointment = { readonly orgId: string; readonly userId: string; readonly role: Role };

export function createPerson({ tables, clock }: Situation, person: directory.NewPerson): PersonRecord {
  return directory.createPerson(tables, person, clock.nowMs);
}

export function createOrganization(
  { tables, clock }: Situation,
  wanted: NewOrganization,
): OrganizationRecord {
  return rules.createOrganization(tables, wanted, clock.nowMs);
}

export function renameOrganization(
  { tables, clock }: Situation,
  { orgId, ...changes }: Renaming,
): OrganizationRecord {
  const organization = rules.organizationOf(tables, orgId);
  return rules.updateOrganization(tables, organization, { ...changes, nowMs: clock.nowMs });
}

/** The organization, its memberships, and every session's choice of it. */
export function deleteOrganization({ tables }: Situation, orgId: string): void {
  rules.deleteOrganization(tables, orgId);
}

export function addMember({ tables, clock }: Situation, appointment: Appointment): MembershipRecord {
  return rules.addMember(tables, appointment, clock.nowMs);
}

export function setRole({ tables, clock }: Situation, appointment: Appointment): MembershipRecord {
  return rules.setRole(tables, appointment, clock.nowMs);
}

export function removeMember({ tables }: Situation, seat: rules.Seat): MembershipRecord {
  return rules.removeMember(tables, seat);
}

/** The last code sent to that address that is not used up; null when there is none. */
export function lastCodeFor({ tables }: Situation, email: string): string | null {
  const sent = tables.codes.where({ email: email.toLowerCase() });
  return sent.toSorted((a, b) => a.sentAtMs - b.sentAtMs).at(-1)?.code ?? null;
}

/** What was sent, newest first; to one address where one is given. */
export function mail({ tables }: Situation, filter: { readonly to?: string } = {}): MailRecord[] {
  return outbox(tables, filter);
}
