import { personIn } from "#src/auth/caller.ts";
import { readExpiredPerson } from "#src/auth/expired-session.ts";
import { organizationOf } from "#src/auth/form-organization.ts";
import { expectedClaims } from "#src/auth/session-claims.ts";
import type { UserId } from "#src/lib/ids.ts";
import { keepForm, keptFormPath, textFields, typedFields } from "#src/request/kept-form.ts";
import { signInPath, type Visit } from "#src/request/visit.ts";

/** A form that was not let through to its page, for a page that puts what was typed before its person's eyes. */
export type UnsentForm = {
  readonly reason: "signed-out" | "wrong-organization";
  /** The form's own page. */
  readonly path: string;
  /** Every field, to be sent again. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** What was typed, to be read. */
  readonly typed: readonly (readonly [name: string, value: string])[];
  /** The organization that the form was rendered for; null when it names none. */
  readonly organization: string | null;
  /** Where the form is shown again, filled in, once its organization is active; null when it was not kept. */
  readonly keptAt: string | null;
};

const UNSENT_PAGE = "/unsent-form";

/**
 * A form of nobody. One whose session token has expired, but was good, is kept and its page asked for by GET,
 * which can be renewed by a handshake. Any other is shown back, to be sent again after signing in.
 */
export async function answerSignedOutForm(visit: Visit, form: FormData): Promise<Response> {
  const { context } = visit;
  const userId = await expiredPerson(visit);
  if (typedFields(form).length === 0) {
    const path = userId === null ? signInPath(context) : `${context.url.pathname}?notice=expired`;
    return context.redirect(path, 303);
  }
  if (userId !== null && (await isKept(visit, userId, form))) {
    return context.redirect(keptFormPath(context), 303);
  }
  return show(visit, { ...aboutForm(visit, form), reason: "signed-out", keptAt: null });
}

/** A form of another organization than the active one: kept for when its own is active again, and shown. */
export async function answerForeignForm(visit: Visit, form: FormData): Promise<Response> {
  const { context, session } = visit;
  const userId = personIn(session);
  const isWorthKeeping = userId !== null && typedFields(form).length > 0;
  const keptAt = isWorthKeeping && (await isKept(visit, userId, form)) ? keptFormPath(context) : null;
  return show(visit, { ...aboutForm(visit, form), reason: "wrong-organization", keptAt });
}

/** The person of the expired token by which Clerk turned this request away; null for any other reason. */
async function expiredPerson({ context, config }: Visit): Promise<UserId | null> {
  const { authReason } = context.locals;
  if (authReason?.startsWith("session-token-expired") !== true) return null;
  return readExpiredPerson(context.request, { ...expectedClaims(config), jwtKey: config.jwtKey });
}

/** False when the form cannot be kept: it is then shown back at once, so that nothing typed is lost. */
async function isKept(visit: Visit, userId: UserId, form: FormData): Promise<boolean> {
  try {
    return await keepForm(visit, userId, form);
  } catch (error) {
    console.error(JSON.stringify({ event: "form-not-kept", message: String(error) }));
    return false;
  }
}

function aboutForm({ context }: Visit, form: FormData): Omit<UnsentForm, "reason" | "keptAt"> {
  return {
    path: `${context.url.pathname}${context.url.search}`,
    fields: textFields(form),
    typed: typedFields(form),
    organization: organizationOf(form),
  };
}

function show({ context, next }: Visit, unsentForm: UnsentForm): Promise<Response> {
  context.locals.unsentForm = unsentForm;
  const { headers } = context.request;
  return next(new Request(new URL(UNSENT_PAGE, context.url), { headers }));
}
