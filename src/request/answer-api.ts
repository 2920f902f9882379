import type { Admission } from "#src/auth/access.ts";
import { isApiPath, problem } from "#src/lib/problem.ts";
import type { Visit } from "#src/request/visit.ts";

/** The API's own answer, for who may enter; for everybody else a problem body, and never a redirect or a page. */
export function answerApi(
  { context, session, next }: Visit,
  admission: Admission,
): Promise<Response> | Response {
  // Where nothing matched, the router has chosen the site's page for that.
  if (!isApiPath(context.routePattern)) return problem("not_found");
  switch (admission.kind) {
    case "enter":
      return next();
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
      return problem("forbidden");
    case "wrong-organization":
      return problem("wrong_organization");
  }
}
