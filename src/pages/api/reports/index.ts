import type { APIRoute } from "astro";
import { requireActor } from "#src/auth/caller.ts";
import { readReport } from "#src/features/reports/read-report.ts";
import { reportJson } from "#src/features/reports/report-json.ts";

/** The organization's figures. */
export const GET: APIRoute = async ({ locals }) => {
  const { scope } = requireActor(locals.caller);
  return Response.json(reportJson(await readReport(scope, Date.now())));
};
