import type { OrganizationInvitation } from "@clerk/backend";
import { asked, organizations, type CallFailure } from "#src/clerk/organization-calls.ts";
import type { OrgId, UserId } from "#src/lib/ids.ts";
import { ok, type Result } from "#src/lib/result.ts";
import { readConfig } from "#src/platform.ts";

/** The roles that an invitation may give. */
type InvitedRole = "org:admin" | "org:member";

export type InvitationDraft = {
  readonly emailAddress: string;
  readonly role: InvitedRole;
  /** Clerk takes the invitation only while this person may invite. */
  readonly inviterUserId: UserId;
};

export type ClerkInvitation = {
  readonly clerkId: string;
  readonly emailAddress: string;
  readonly role: string;
  readonly status: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
};

export type InvitationPage = { readonly invitations: readonly ClerkInvitation[]; readonly total: number };

const INVITATION_DAYS = 30;
/** Clerk's most for one page. */
export const MOST_LISTED = 500;

/** One invitation: counts as a single call. */
export async function inviteOne(
  organizationId: OrgId,
  draft: InvitationDraft,
): Promise<Result<readonly ClerkInvitation[], CallFailure>> {
  const sent = await asked(organizations().createOrganizationInvitation({ organizationId, ...whole(draft) }));
  return sent.ok ? ok([invitationOf(sent.value)]) : sent;
}

/** Up to ten, all of them or none: counts as a bulk call. */
export async function inviteMany(
  organizationId: OrgId,
  drafts: readonly InvitationDraft[],
): Promise<Result<readonly ClerkInvitation[], CallFailure>> {
  const sent = await asked(
    organizations().createOrganizationInvitationBulk(organizationId, drafts.map(whole)),
  );
  return sent.ok ? ok(sent.value.data.map(invitationOf)) : sent;
}

/** One page of those that can still be accepted, or of all that ever were, newest first. */
export async function listInvitations(
  organizationId: OrgId,
  { offset = 0, limit = MOST_LISTED, pending = true } = {},
): Promise<Result<InvitationPage, CallFailure>> {
  const page = { organizationId, limit, offset, ...(pending && { status: ["pending" as const] }) };
  const listed = await asked(organizations().getOrganizationInvitationList(page));
  if (!listed.ok) return listed;
  return ok({ invitations: listed.value.data.map(invitationOf), total: listed.value.totalCount });
}

/** One of the organization's own; another's is refused as `resource_not_found`. */
export async function findInvitation(
  organizationId: OrgId,
  invitationId: string,
): Promise<Result<ClerkInvitation, CallFailure>> {
  const found = await asked(organizations().getOrganizationInvitation({ organizationId, invitationId }));
  return found.ok ? ok(invitationOf(found.value)) : found;
}

/** Takes it back, on behalf of a person whom Clerk asks whether they may. */
export async function revokeInvitation(
  organizationId: OrgId,
  { invitationId, requestingUserId }: { readonly invitationId: string; readonly requestingUserId: UserId },
): Promise<Result<ClerkInvitation, CallFailure>> {
  const wanted = { organizationId, invitationId, requestingUserId };
  const revoked = await asked(organizations().revokeOrganizationInvitation(wanted));
  return revoked.ok ? ok(invitationOf(revoked.value)) : revoked;
}

/** The link leads to sign-in, from where Clerk's form goes on to sign-up with whoever has no account. */
function whole(draft: InvitationDraft) {
  return { ...draft, expiresInDays: INVITATION_DAYS, redirectUrl: `${readConfig().origin}/sign-in` };
}

function invitationOf(invitation: OrganizationInvitation): ClerkInvitation {
  const { id: clerkId, emailAddress, role, status = "pending", createdAt, expiresAt } = invitation;
  const times = { createdAtMs: createdAt, expiresAtMs: expiresAt };
  return { clerkId, emailAddress: emailAddress.toLowerCase(), role, status, ...times };
}
