import type { Member } from "#src/auth/caller.ts";
import { isGivenRole, type GivenRole } from "#src/auth/roles.ts";
import type { ClerkContext } from "#src/clerk/backend-api.ts";
import type { TenantScope } from "#src/db/tenant-scope.ts";
import { changeSeat, type ChangeFailure } from "#src/features/organization/change-seat.ts";
import { parseUserId } from "#src/lib/ids.ts";

/** What came of a form: what to say, or what to show with which status. */
export type MemberOutcome =
  | { readonly kind: "done"; readonly notice: "member-promoted" | "member-demoted" | "member-removed" }
  | { readonly kind: "refused"; readonly reason: Refusal };

type Refusal = ChangeFailure | "unreadable";

/** Reason → status and sentence: the one table of what a refused form is answered. */
export const REFUSALS: Readonly<Record<Refusal, { readonly status: number; readonly text: string }>> = {
  absent: { status: 404, text: "That person is no member here any more." },
  forbidden: { status: 403, text: "Your role does not allow that. Nothing was changed." },
  "last-admin": {
    status: 409,
    text: "An organization needs an admin. Make somebody else one first; nothing was changed.",
  },
  refused: { status: 409, text: "Clerk does not take that change. Nothing was changed." },
  unavailable: {
    status: 503,
    text: "Clerk does not answer right now, so it cannot be told whether that was done. Do it again in a minute: twice does no harm.",
  },
  unreadable: { status: 400, text: "That form could not be read. Nothing was changed." },
};

/** A form of the members page: gives a member a role, or removes them. */
export async function submitMemberForm(
  context: ClerkContext,
  actor: Member<TenantScope>,
  form: FormData,
): Promise<MemberOutcome> {
  const act = form.get("act");
  const userId = parseUserId(form.get("member"));
  const role = act === "remove" ? null : act;
  if (userId === null || !(role === null || isGivenRole(role)))
    return { kind: "refused", reason: "unreadable" };
  const done = await changeSeat(context, actor, { userId, role, nowMs: Date.now() });
  return done.ok ? { kind: "done", notice: noticeOf(role) } : { kind: "refused", reason: done.reason };
}

function noticeOf(role: GivenRole | null) {
  if (role === null) return "member-removed";
  return role === "org:admin" ? "member-promoted" : "member-demoted";
}
