import type { APIRoute } from "astro";
import { readQuery } from "#src/api/read-request.ts";
import { requireMember } from "#src/auth/caller.ts";
import { MEMBER_QUERY } from "#src/features/organization/member-input.ts";
import { readMembers } from "#src/features/organization/read-members.ts";
import { instantOf } from "#src/lib/time.ts";

/** The active organization's members, a hundred at a time; `next` goes into `after` for those behind them. */
export const GET: APIRoute = async (context) => {
  const member = requireMember(context.locals.caller);
  const query = readQuery(context.url, MEMBER_QUERY);
  if (!query.ok) return query.reason;
  const { members, next } = await readMembers(context, member, query.value.after ?? null);
  return Response.json({
    members: members.map(({ joinedAtMs, ...rest }) => ({ ...rest, joinedAt: instantOf(joinedAtMs) })),
    next,
  });
};
