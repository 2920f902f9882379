import type { Admission } from "#src/auth/access.ts";
import { personIn } from "#src/auth/caller.ts";
import { organizationOf } from "#src/auth/form-organization.ts";
import { asksForKeptForm, forgetKeptForm, readKeptForm } from "#src/request/kept-form.ts";
import { answerForeignForm, answerSignedOutForm } from "#src/request/unsent-form.ts";
import { signInPath, type Visit } from "#src/request/visit.ts";

/** The page, for who may enter; for everybody else, the way on. A form that is turned away keeps its text. */
export function answerAdmission(visit: Visit, admission: Admission): Promise<Response> | Response {
  const { context } = visit;
  const { form } = context.locals;
  switch (admission.kind) {
    case "closed":
      return show("/404", visit);
    case "method-not-allowed":
      return new Response("Method not allowed", { status: 405, headers: { allow: admission.allow } });
    case "forbidden":
      return show("/forbidden", visit);
    case "go":
      return context.redirect(admission.path, 303);
    case "sign-in":
      return form === null ? context.redirect(signInPath(context), 303) : answerSignedOutForm(visit, form);
    case "wrong-organization":
      return form === null ? unreadable() : answerForeignForm(visit, form);
    case "enter":
      return context.request.method === "POST" && form === null ? unreadable() : enter(visit);
  }
}

async function enter(visit: Visit): Promise<Response> {
  const { context, session, next } = visit;
  const userId = personIn(session);
  const posted = context.request.method === "POST";
  if (userId !== null && !posted && asksForKeptForm(context)) {
    const kept = await readKeptForm(visit, userId);
    const isOurs = kept !== null && organizationOf(kept) === activeOrganization(visit);
    context.locals.keptForm = isOurs ? kept : null;
  }
  const response = await next();
  // A form that led on has been taken; the one kept before it has served.
  if (userId !== null && posted && response.status === 303) await forgetKeptForm(visit, userId);
  return response;
}

/** One of the site's own pages in place of the one that was asked for. */
function show(path: "/404" | "/forbidden", { context, next }: Visit): Promise<Response> {
  return next(new Request(new URL(path, context.url), { headers: context.request.headers }));
}

function activeOrganization({ session }: Visit): string | null {
  return session.kind === "member" ? session.tenant.orgId : null;
}

function unreadable(): Response {
  return new Response("That form could not be read. Nothing was saved.", { status: 400 });
}
