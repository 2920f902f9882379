/**
 * What Clerk says when it refuses. The envelope is the one that @clerk/shared reads (`ClerkAPIErrorJSON`);
 * the codes are those that clerk-js, Clerk's UI or @clerk/backend act on, each with its reader beside it.
 */

export type ErrorItem = {
  readonly code: string;
  readonly message: string;
  readonly long_message: string;
  readonly meta: {
    readonly param_name?: string;
    readonly session_id?: string;
    readonly lockout_expires_in_seconds?: number;
    readonly email_addresses?: readonly string[];
    readonly permissions?: readonly string[];
    readonly resets_in?: number;
  };
};

/**
 * A call that is refused. It is thrown, and caught once in dispatch.ts: it ends the call wherever it arises.
 */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: number;
  readonly item: ErrorItem;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.item = { code, message, long_message: message, meta: {} };
  }
}

class DetailedRefusal extends Refusal {
  override readonly item: ErrorItem;

  constructor(status: number, item: Pick<ErrorItem, "code" | "message" | "meta">) {
    super(status, item.code, item.message);
    this.item = { ...item, long_message: item.message };
  }
}

class FieldRefusal extends Refusal {
  override readonly item: ErrorItem;

  constructor(code: string, field: string, message: string) {
    super(422, code, message);
    this.item = { code, message, long_message: message, meta: { param_name: field } };
  }
}

class SignedInRefusal extends Refusal {
  override readonly item: ErrorItem;

  constructor(code: "session_exists" | "identifier_already_signed_in", sessionId: string) {
    const message = "You're already signed in.";
    super(400, code, message);
    this.item = { code, message, long_message: message, meta: { session_id: sessionId } };
  }
}

class LockedRefusal extends Refusal {
  override readonly item: ErrorItem;

  constructor(secondsLeft: number) {
    const code = "user_locked";
    const message = "Account locked";
    super(403, code, message);
    const long_message = `Your account is locked. You can try again in ${Math.ceil(secondsLeft / 60)} minutes.`;
    this.item = { code, message, long_message, meta: { lockout_expires_in_seconds: secondsLeft } };
  }
}

/** A field of a form that will not do; Clerk's UI shows the message beside it (ui/utils/errorHandler.ts). */
export function wrongField(code: string, field: string, message: string): Refusal {
  return new FieldRefusal(code, field, message);
}

/** Read by shared/errors/helpers.ts as "this resource is gone", never as "signed out". */
export function notFound(noun: string): Refusal {
  return new Refusal(404, "resource_not_found", `No ${noun} was found with that id.`);
}

/** 401: clerk-js fetches the client again and signs out when its session is gone (clerk-js/resources/Base.ts). */
export function signedOut(): Refusal {
  return new Refusal(401, "signed_out", "You are signed out.");
}

/** clerk-js asks for a new dev browser and starts again (clerk-js/core/clerk.ts). */
export function unknownBrowser(): Refusal {
  return new Refusal(
    401,
    "dev_browser_unauthenticated",
    "This browser is not known here. Ask for a new one.",
  );
}

/** The Backend API without its secret key, or with another (backend/api/request.ts passes it through). */
export function wrongSecretKey(): Refusal {
  return new Refusal(401, "authentication_invalid", "The secret key is not that of this instance.");
}

/** A role too low. */
export function forbidden(): Refusal {
  return new Refusal(403, "authorization_invalid", "Your role in this organization does not allow that.");
}

/** A permission that the one who acts does not have in the organization. */
export function missingPermission(permission: string): Refusal {
  const message = "Current user is missing an organization permission.";
  const code = "missing_organization_permission";
  return new DetailedRefusal(403, { code, message, meta: { permissions: [permission] } });
}

/** About several addresses at once; Clerk's form takes those in `meta` out again (ui: InviteMembersForm). */
export function wrongAddresses(
  { status, code }: { readonly status: number; readonly code: string },
  addresses: readonly string[],
  message: string,
): Refusal {
  const meta = { email_addresses: addresses };
  return new DetailedRefusal(status, { code, message: `${message}: ${addresses.join(", ")}`, meta });
}

/** A limit is reached; `Retry-After` says when it is not any more (backend/api/request.ts, clerk-js/resources/Base.ts). */
export function tooManyRequests(seconds: number): Refusal {
  const message = "Too many requests, retry later";
  return new DetailedRefusal(429, { code: "too_many_requests", message, meta: { resets_in: seconds } });
}

/** Clerk's UI says "no longer a member" at this code (ui: OrganizationSwitcher, OrganizationList). */
export function notMember(): Refusal {
  return new Refusal(
    404,
    "organization_not_found_or_unauthorized",
    "There is no such organization, or you are not a member of it.",
  );
}

/** The organization would be left without an admin. */
export function lastAdmin(): Refusal {
  return new Refusal(
    400,
    "organization_minimum_permissions_needed",
    "An organization needs at least one admin. Make someone else an admin first.",
  );
}

/** Clerk's sign-in form takes the browser to the session that is there (ui: SignInStart). */
export function sessionExists(sessionId: string): Refusal {
  return new SignedInRefusal("session_exists", sessionId);
}

/** The same where several people may be signed in, about a person who is (ui: SignInStart). */
export function alreadySignedIn(sessionId: string): Refusal {
  return new SignedInRefusal("identifier_already_signed_in", sessionId);
}

/** Clerk's forms go back to their start with it (ui: SignInFactorOnePasswordCard, SignInFactorOneCodeForm). */
export function userLocked(secondsLeft: number): Refusal {
  return new LockedRefusal(secondsLeft);
}

/** Answers every call that the stand-in does not know. */
export function notImplemented(method: string, path: string): Refusal {
  return new Refusal(
    501,
    "not_implemented",
    `clerk-local does not answer ${method} ${path} (see its README).`,
  );
}

/** A field of a call that the stand-in answers, but not with that in it. */
export function notPlayed(field: string): Refusal {
  return new Refusal(501, "not_implemented", `clerk-local does not take ${field} (see its README).`);
}

/** The refusal as Clerk's error envelope. */
export function refusalResponse(refusal: Refusal): Response {
  const traceId = crypto.randomUUID().replaceAll("-", "");
  const { status, item } = refusal;
  const seconds = item.meta.resets_in;
  const headers = new Headers(seconds === undefined ? {} : { "retry-after": String(seconds) });
  return Response.json({ errors: [item], clerk_trace_id: traceId }, { status, headers });
}
