import type { APIRoute } from "astro";
import { requireMember } from "#src/auth/caller.ts";
import { readMembers } from "#src/features/organization/read-members.ts";
import { parseUserId } from "#src/lib/ids.ts";
import { problem } from "#src/lib/problem.ts";

/** The active organization's members, a hundred at a time; `next` goes into `after` for those behind them. */
export const GET: APIRoute = async (context) => {
  const member = requireMember(context.locals.caller);
  const given = context.url.searchParams.get("after");
  const after = parseUserId(given);
  if (given !== null && after === null) return problem("bad_request", { detail: "after is no member's id." });
  const { members, next } = await readMembers(context, member, after);
  return Response.json({
    members: members.map(({ joinedAtMs, ...rest }) => ({
      ...rest,
      joinedAt: new Date(joinedAtMs).toISOString(),
    })),
    next,
  });
};
