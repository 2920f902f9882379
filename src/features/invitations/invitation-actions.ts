import { formOccasion } from "#src/features/idempotency/form-key.ts";
import {
  NOTHING_TYPED,
  parseInvitation,
  parseListForm,
  typedInvitations,
  type InvitationErrors,
  type TypedInvitations,
} from "#src/features/invitations/invitation-form.ts";
import { REASONS, type Reason } from "#src/features/invitations/invitation.ts";
import { inviteList } from "#src/features/invitations/invite-list.ts";
import { invite, type Actor, type InviteFailure } from "#src/features/invitations/invite.ts";
import { dismiss, dismissAll, resend, revoke } from "#src/features/invitations/manage-invitations.ts";
import type { Result } from "#src/lib/result.ts";

/** What came of a form: what to say, or what to show with which status. */
export type InvitationOutcome =
  | { readonly kind: "done"; readonly notice: string }
  | { readonly kind: "invalid"; readonly typed: TypedInvitations; readonly errors: InvitationErrors }
  | { readonly kind: "refused"; readonly reason: Refusal; readonly typed: TypedInvitations };

type Refusal =
  | "absent"
  | "forbidden"
  | "full"
  | "invited"
  | "key-reused"
  | "refused"
  | "unavailable"
  | "unreadable";

/** Reason → status and sentence: the one table of what a refused form is answered. */
export const REFUSALS: Readonly<Record<Refusal, { readonly status: number; readonly text: string }>> = {
  absent: { status: 404, text: "That invitation is not open any more. Somebody may have accepted it." },
  forbidden: { status: 403, text: "Your role does not allow that. Nobody was invited." },
  full: { status: 409, text: REASONS.full },
  invited: { status: 409, text: REASONS.invited },
  "key-reused": {
    status: 409,
    text: "This form was sent before, with other words. Check it, then send it again.",
  },
  refused: { status: 409, text: REASONS.refused },
  unavailable: {
    status: 503,
    text: "Clerk does not answer right now, so it cannot be told who has been invited. Nothing was done: send this again in a minute.",
  },
  unreadable: { status: 400, text: "That form could not be read. Nothing was done." },
};

// The table's own keys.
const REFUSAL_NAMES = Object.keys(REFUSALS) as Refusal[];

const NOTICES = {
  sent: "invited",
  waiting: "invitation-waiting",
  sending: "invitation-waiting",
  refused: "invited",
} as const;

/** A form of the invitations page. */
export async function submitInvitationForm(actor: Actor, form: FormData): Promise<InvitationOutcome> {
  const act = form.get("act");
  const given = form.get("invitation");
  if (act === "invite") return submitOne(actor, form);
  if (act === "invite-list") return submitList(actor, form);
  if (act === "resend") return submitResend(actor, form, given);
  if (act === "revoke") return settled(await revoke(actor, given, Date.now()), "invitation-revoked");
  if (act === "dismiss") return settled(await dismiss(actor, given), "invitation-dismissed");
  if (act === "dismiss-refused") return settled(await dismissAll(actor, "refused"), "invitation-dismissed");
  if (act === "dismiss-waiting") return settled(await dismissAll(actor, "waiting"), "invitations-stopped");
  return refused("unreadable", typedInvitations(form));
}

async function submitOne(actor: Actor, form: FormData): Promise<InvitationOutcome> {
  const typed = typedInvitations(form);
  const draft = parseInvitation(typed);
  if (!draft.ok) return { kind: "invalid", typed, errors: draft.reason };
  const occasion = await formOccasion(form, "invite", draft.value);
  if (!occasion.ok) return refused("unreadable", typed);
  const invited = await invite(actor, draft.value, occasion.value);
  if (invited.ok) return { kind: "done", notice: NOTICES[invited.value.status] };
  const { reason } = invited;
  return isAboutAddress(reason)
    ? { kind: "invalid", typed, errors: { email: REASONS[reason] } }
    : refused(refusalOf(reason), typed);
}

async function submitList(actor: Actor, form: FormData): Promise<InvitationOutcome> {
  const typed = typedInvitations(form);
  const entries = await parseListForm(form);
  if (!entries.ok) return { kind: "invalid", typed, errors: entries.reason };
  const mends = form.get("mends") === "yes";
  const occasion = await formOccasion(form, "invite list", [entries.value, mends]);
  if (!occasion.ok) return refused("unreadable", typed);
  const listed = await inviteList(actor, { entries: entries.value, mends }, occasion.value);
  if (!listed.ok) return refused(listed.reason, typed);
  return { kind: "done", notice: listed.value.refused > 0 ? "list-partly-taken" : "list-taken" };
}

async function submitResend(actor: Actor, form: FormData, given: unknown): Promise<InvitationOutcome> {
  const occasion = await formOccasion(form, "resend", given);
  if (!occasion.ok) return refused("unreadable", NOTHING_TYPED);
  const resent = await resend(actor, given, occasion.value);
  if (!resent.ok) return refused(refusalOf(resent.reason), NOTHING_TYPED);
  return {
    kind: "done",
    notice: resent.value.status === "waiting" ? "invitation-waiting" : "invitation-resent",
  };
}

function settled(result: Result<null, Refusal>, notice: string): InvitationOutcome {
  return result.ok ? { kind: "done", notice } : refused(result.reason, NOTHING_TYPED);
}

function isAboutAddress(reason: InviteFailure): reason is Extract<Reason, "member" | "invited"> {
  return reason === "member" || reason === "invited";
}

/** What has a sentence of its own keeps it; the rest Clerk alone could tell. */
function refusalOf(reason: Refusal | Reason): Refusal {
  if (reason === "inviter") return "forbidden";
  const known = REFUSAL_NAMES.find((each) => each === reason);
  return known ?? "refused";
}

function refused(reason: Refusal, typed: TypedInvitations): InvitationOutcome {
  return { kind: "refused", reason, typed };
}
