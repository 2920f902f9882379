import { newInvitationId } from "#src/lib/ids.ts";
import { ADA } from "#test/support/people.ts";
import { formRequest, type Headers } from "#test/support/requests.ts";
import type { Site } from "#test/support/site.ts";

export const EVERY_MINUTE = "* * * * *";

type Organization = { readonly id: string; readonly slug: string };

export function invitationsPath({ slug }: Pick<Organization, "slug">): string {
  return `/orgs/${slug}/members/invitations`;
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

type Added = { readonly orgId: string; readonly status: "waiting" | "refused"; readonly email?: string };

/** Writes an invitation into the database, as a list that was sent in does. */
export async function addInvitation(database: D1Database, { orgId, status, email }: Added): Promise<void> {
  const id = newInvitationId();
  const reason = status === "refused" ? "member" : null;
  const sql =
    "insert into invitations (org_id, id, email, role, status, reason, line, invited_by, created_at_ms) values (?, ?, ?, 'org:member', ?, ?, 7, ?, 1)";
  const values = [orgId, id, email ?? `${id}@new.example`, status, reason, ADA.id];
  await database
    .prepare(sql)
    .bind(...values)
    .run();
}
