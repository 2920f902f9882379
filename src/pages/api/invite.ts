import type { APIRoute } from "astro";
import { refused, refusedField } from "#src/api/answers.ts";
import { readBody, readOccasion } from "#src/api/read-request.ts";
import { requireMember } from "#src/auth/caller.ts";
import { NEW_INVITATION } from "#src/features/invitations/invitation-input.ts";
import { invitationJson } from "#src/features/invitations/invitation-json.ts";
import { REASONS } from "#src/features/invitations/invitation.ts";
import { invite, type InviteFailure } from "#src/features/invitations/invite.ts";
import { readExpectedAtMs } from "#src/features/invitations/read-invitations.ts";
import { problem } from "#src/lib/problem.ts";

export const prerender = false;

/** Invites one person. What cannot go out within this hour's calls is answered as `waiting`, with about when. */
export const POST: APIRoute = async ({ locals, request }) => {
  const member = requireMember(locals.caller);
  const draft = await readBody(request, NEW_INVITATION);
  if (!draft.ok) return draft.reason;
  const occasion = await readOccasion(request, "invitations.send", draft.value);
  if (!occasion.ok) return occasion.reason;
  const invited = await invite(member, draft.value, occasion.value);
  if (!invited.ok) return notInvited(invited.reason);
  const isWaiting = invited.value.status === "waiting";
  const expectedAtMs = isWaiting ? await readExpectedAtMs(member.scope, occasion.value.nowMs) : null;
  return Response.json(invitationJson(invited.value, expectedAtMs));
};

function notInvited(reason: InviteFailure): Response {
  switch (reason) {
    case "forbidden":
    case "key-reused":
      return refused(reason);
    case "inviter":
      return refused("forbidden");
    case "full":
      return problem("organization_full");
    case "unknown-role":
      return refusedField("role", REASONS[reason]);
    case "not-an-address":
    case "twice":
    case "member":
    case "invited":
    case "refused":
      return refusedField("emailAddress", REASONS[reason]);
  }
}
