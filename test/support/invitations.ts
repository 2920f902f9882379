import { newInvitationId } from "#src/lib/ids.ts";
import type { Invitation } from "#src/features/invitations/invitation.ts";
import { write } from "#test/support/api.ts";
import { clerkOf } from "#test/support/clerk-sdk.ts";
import { ADA } from "#test/support/people.ts";
import { formRequest, type Headers } from "#test/support/requests.ts";
import type { Site } from "#test/support/site.ts";

export const EVERY_MINUTE = "* * * * *";

type Organization = { readonly id: string; readonly slug: string };

export function invitationsPath({ slug }: Pick<Organization, "slug">): string {
  return `/orgs/${slug}/members/invitations`;
}

const TABLES = [
  "invitations",
  "invitation_queues",
  "invitation_calls",
  "invitation_gauges",
  "idempotency_keys",
] as const;

/** As if nobody had ever been invited, at an instance whose organizations take any number of members. */
export async function forgetInvitations({ clerk, database }: Site): Promise<void> {
  await clerk.reset();
  await clerk.configure({ maxAllowedMemberships: 0 });
  await database.batch(TABLES.map((table) => database.prepare(`delete from ${table}`)));
}

/** Asks `POST /api/invite`. */
export function inviteByApi(
  site: Site,
  person: Headers,
  { body, headers }: { readonly body: unknown; readonly headers?: Headers | undefined },
) {
  return site.fetch(
    "/api/invite",
    write(site, person, { method: "POST", body, ...(headers && { headers }) }),
  );
}

/** What can still be accepted, as Clerk lists it. */
export async function openAtClerk(site: Site, organizationId: string) {
  const wanted = { organizationId, status: ["pending" as const] };
  return (await clerkOf(site).organizations.getOrganizationInvitationList(wanted)).data;
}

/** Invites as Clerk's own panel does; answers Clerk's id. */
export async function inviteAtClerk(
  site: Site,
  organizationId: string,
  emailAddress: string,
): Promise<string> {
  const wanted = { organizationId, emailAddress, role: "org:member" } as const;
  return (await clerkOf(site).organizations.createOrganizationInvitation(wanted)).id;
}

/** The notice with which a form leads back to its page. */
export function noticeOf({ headers }: { readonly headers: { get: (name: string) => string | null } }) {
  return headers.get("location")?.split("notice=")[1];
}

/** Sends a form of an organization's invitations page. */
export function sendInvitationForm(
  site: Site,
  { id, slug }: Organization,
  { headers, fields }: { readonly headers: Headers; readonly fields: Headers },
) {
  const form = { headers, fields: { org: id, key: crypto.randomUUID(), ...fields } };
  return site.fetch(invitationsPath({ slug }), formRequest(site, form));
}

export type InvitationRow = {
  readonly id: string;
  readonly org_id: string;
  readonly email: string;
  readonly role: string;
  readonly status: string;
  readonly reason: string | null;
  readonly line: number | null;
  readonly invited_by: string;
  readonly doubts: number;
};

/** What the database has of an organization's invitations, the first added first. */
export async function storedInvitations({ database }: Site, orgId: string): Promise<InvitationRow[]> {
  const sql = "select * from invitations where org_id = ? order by created_at_ms, line, id";
  return (await database.prepare(sql).bind(orgId).all<InvitationRow>()).results;
}

/** The addresses to which invitations were mailed, in the order of the mail. */
export async function mailedTo({ clerk }: Site, domain: string): Promise<string[]> {
  const mail = await clerk.mail();
  return mail
    .map(({ to }) => to)
    .filter((to) => to.endsWith(`@${domain}`))
    .toReversed();
}

type Added = {
  readonly orgId: string;
  readonly status: Invitation["status"];
  readonly email?: string;
  readonly invitedBy?: string;
};

/** Writes an invitation into the database, as a list that was sent in does; answers its id. */
export async function addInvitation(
  database: D1Database,
  { orgId, status, email, invitedBy = ADA.id }: Added,
): Promise<string> {
  const id = newInvitationId();
  const reason = status === "refused" ? "not-an-address" : null;
  const sql =
    "insert into invitations (org_id, id, email, role, status, reason, line, invited_by, created_at_ms) values (?, ?, ?, 'org:member', ?, ?, 7, ?, 1)";
  const values = [orgId, id, email ?? `${id}@new.example`, status, reason, invitedBy];
  await database
    .prepare(sql)
    .bind(...values)
    .run();
  return id;
}
