import type { Admission } from "#src/auth/access.ts";
import { isApiPath, problem } from "#src/lib/problem.ts";
import type { Visit } from "#src/request/visit.ts";

/** The period of API_WRITES in wrangler.toml. */
const WRITES_PERIOD_SECONDS = 60;
const LACKS_SCOPE = "This key or token does not have the scope for that.";

/** The API's own answer, for who may enter; for everybody else a problem body, and never a redirect or a page. */
export function answerApi(visit: Visit, admission: Admission): Promise<Response> | Response {
  const { context, session } = visit;
  // Where nothing matched, the router has chosen the site's page for that.
  if (!isApiPath(context.routePattern)) return problem("not_found");
  switch (admission.kind) {
    case "enter":
      return enter(visit);
    case "closed":
      return problem("not_found");
    case "method-not-allowed":
      return problem("method_not_allowed", { headers: { allow: admission.allow } });
    case "sign-in":
      return problem("unauthenticated", { headers: { "www-authenticate": "Bearer" } });
    case "go":
      return session.kind === "pending"
        ? problem("session_pending", { headers: { "www-authenticate": "Bearer" } })
        : problem("no_active_org");
    case "forbidden":
      return problem("forbidden", session.kind === "machine" ? { detail: LACKS_SCOPE } : {});
    case "wrong-organization":
      return problem("wrong_organization");
  }
}

/** A program that runs away writes no faster than this, whoever else works in the organization. */
async function enter({ context, session, next, mayWrite }: Visit): Promise<Response> {
  const isWrite = !["GET", "HEAD"].includes(context.request.method);
  const writer = isWrite ? writerIn(session) : null;
  if (writer !== null && !(await mayWrite(writer))) {
    return problem("rate_limited", { headers: { "retry-after": String(WRITES_PERIOD_SECONDS) } });
  }
  return next();
}

/** Whose writes are counted together: a person's or a machine's in one organization. */
function writerIn(session: Visit["session"]): string | null {
  switch (session.kind) {
    case "member":
      return `${session.tenant.orgId} ${session.userId}`;
    case "machine":
      return `${session.orgId} ${session.machineId}`;
    case "anonymous":
    case "pending":
    case "person":
      return null;
  }
}
