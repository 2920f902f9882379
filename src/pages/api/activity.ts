import type { APIRoute } from "astro";
import { readQuery } from "#src/api/read-request.ts";
import { requireActor } from "#src/auth/caller.ts";
import { ACTIVITY_QUERY, deedJson } from "#src/features/activity/activity-json.ts";
import { readActivity } from "#src/features/activity/read-activity.ts";

/** One page of who did what, newest first; `next` goes into `after` for what was before. */
export const GET: APIRoute = async ({ locals, url }) => {
  const { scope } = requireActor(locals.caller);
  const query = readQuery(url, ACTIVITY_QUERY);
  if (!query.ok) return query.reason;
  const { deeds, next } = await readActivity(scope, query.value.filter, query.value.after);
  return Response.json({ deeds: deeds.map(deedJson), next });
};
