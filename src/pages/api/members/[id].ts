import type { APIContext, APIRoute } from "astro";
import { deleted, refused } from "#src/api/answers.ts";
import { readBody } from "#src/api/read-request.ts";
import { requireMember } from "#src/auth/caller.ts";
import type { GivenRole } from "#src/auth/roles.ts";
import { changeSeat, type ChangeFailure } from "#src/features/organization/change-seat.ts";
import { MEMBER_PATCH } from "#src/features/organization/member-input.ts";
import { parseUserId } from "#src/lib/ids.ts";
import { problem } from "#src/lib/problem.ts";

export const prerender = false;

/** Gives the member a role. */
export const PATCH: APIRoute = async (context) => {
  const body = await readBody(context.request, MEMBER_PATCH);
  if (!body.ok) return body.reason;
  const { role } = body.value;
  return (await changed(context, role)) ?? Response.json({ userId: context.params["id"], role });
};

/** Ends the membership. */
export const DELETE: APIRoute = async (context) => (await changed(context, null)) ?? deleted();

/** Null when it was done. */
async function changed(context: APIContext, role: GivenRole | null): Promise<Response | null> {
  const userId = parseUserId(context.params["id"]);
  if (userId === null) return refused("absent");
  const member = requireMember(context.locals.caller);
  const done = await changeSeat(context, member, { userId, role, nowMs: Date.now() });
  return done.ok ? null : notChanged(done.reason);
}

function notChanged(reason: ChangeFailure): Response {
  switch (reason) {
    case "absent":
    case "forbidden":
      return refused(reason);
    case "last-admin":
      return problem("last_admin");
    case "refused":
      return refused("stale");
    case "unavailable":
      return problem("unavailable", { headers: { "retry-after": "10" } });
  }
}
