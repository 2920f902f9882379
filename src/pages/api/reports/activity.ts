import type { APIRoute } from "astro";
import { refused } from "#src/api/answers.ts";
import { readQuery } from "#src/api/read-request.ts";
import { requireMember } from "#src/auth/caller.ts";
import { activityFile } from "#src/features/reports/export-file.ts";
import { EXPORT_QUERY } from "#src/features/reports/report-json.ts";

/** All that was done in the organization as a file. Not by GET: that it was taken is written down. */
export const POST: APIRoute = async ({ locals, url }) => {
  const member = requireMember(locals.caller);
  const query = readQuery(url, EXPORT_QUERY);
  if (!query.ok) return query.reason;
  const file = await activityFile(member, query.value.format ?? "ndjson");
  return file.ok ? file.value : refused(file.reason);
};
