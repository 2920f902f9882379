import { checkCode, sendCode } from "#clerk-local/codes.ts";
import { configurationOf } from "#clerk-local/configuration.ts";
import { checkPassword, findPersonByEmail, personOf } from "#clerk-local/directory.ts";
import type { Call } from "#clerk-local/dispatch.ts";
import { emailAddressOf } from "#clerk-local/email-addresses.ts";
import { alreadySignedIn, notFound, Refusal, sessionExists, wrongField } from "#clerk-local/errors.ts";
import { newId, primaryEmailId } from "#clerk-local/ids.ts";
import { countingFailures } from "#clerk-local/lockout.ts";
import { refuseBarred } from "#clerk-local/people.ts";
import type { ClientRecord, FirstFactor, PersonRecord, SignInRecord } from "#clerk-local/records.ts";
import { closeSession, liveSessions, openSession, sessionsOfPerson } from "#clerk-local/sessions.ts";
import { holderOf, noAccountYet } from "#clerk-local/ticket-use.ts";
import { readTicket } from "#clerk-local/tickets.ts";
import { signInJson } from "#clerk-local/wire/verification.ts";
import { aboutSignIn, answerWithClient, browserOf } from "./browser.ts";
import { openedBy } from "./ticket-strategy.ts";

const STRATEGIES: readonly FirstFactor[] = ["password", "email_code", "reset_password_email_code"];

/**
 * POST /v1/client/sign_ins: a new attempt (clerk-js/resources/SignIn.ts, create). With a password it is
 * attempted at once, with `strategy=email_code` the code is sent at once, with a ticket it is over at once.
 */
export async function createSignIn(call: Call): Promise<Response> {
  if (call.fields.text("strategy") === "ticket") return signInByTicket(call);
  const client = browserOf(call);
  const identifier = call.fields.text("identifier") ?? "";
  const person = identifier === "" ? null : knownPerson(call, identifier);
  refuseSecondSession(call, client, person);
  const signIn = call.tables.signIns.put({
    id: newId("sia"),
    clientId: client.id,
    userId: person?.id ?? null,
    status: person === null ? "needs_identifier" : "needs_first_factor",
    strategy: null,
    createdSessionId: null,
  });
  call.tables.clients.put({ ...client, signInId: signIn.id });
  const strategy = call.fields.text("password") === null ? call.fields.text("strategy") : "password";
  if (person === null || strategy === null) return answerSignIn(call, signIn);
  return strategy === "password" ? attempt(call, signIn, person) : prepare(call, signIn, person);
}

/** GET /v1/client/sign_ins/:id (clerk-js/resources/SignIn.ts, reload). */
export async function getSignIn(call: Call): Promise<Response> {
  return answerSignIn(call, signInOf(call));
}

/** POST /v1/client/sign_ins/:id/prepare_first_factor: sends the code (clerk-js/resources/SignIn.ts). */
export async function prepareFirstFactor(call: Call): Promise<Response> {
  const signIn = signInOf(call);
  return prepare(call, signIn, personOf(call.tables, signIn.userId ?? ""));
}

/**
 * POST /v1/client/sign_ins/:id/attempt_first_factor: signs in with the right password or code, or lets choose a
 * new password after the code for that (clerk-js/resources/SignIn.ts). Throws `form_password_incorrect`, as
 * `checkCode` does, and `user_locked` after too many of them.
 */
export async function attemptFirstFactor(call: Call): Promise<Response> {
  const signIn = signInOf(call);
  const person = personOf(call.tables, signIn.userId ?? "");
  refuseSecondSession(call, browserOf(call), person);
  return attempt(call, signIn, person);
}

/**
 * POST /v1/client/sign_ins/:id/reset_password: sets the password after the right code, and signs in with it
 * (clerk-js/resources/SignIn.ts). Throws as `checkPassword` does.
 */
export async function resetPassword(call: Call): Promise<Response> {
  const signIn = signInOf(call);
  const { tables, fields, clock } = call;
  if (signIn.status !== "needs_new_password") {
    throw new Refusal(400, "client_state_invalid", "Enter the code from the e-mail first.");
  }
  const password = fields.required("password");
  checkPassword(password);
  const person = tables.people.put({ ...personOf(tables, signIn.userId ?? ""), password });
  if (fields.flag("sign_out_of_other_sessions") === true) {
    for (const session of sessionsOfPerson(tables, person.id, clock.nowMs)) {
      closeSession(tables, session, "revoked");
    }
  }
  return complete(call, signIn, person);
}

/**
 * Throws `session_exists` in single-session mode for a browser that is signed in; otherwise
 * `identifier_already_signed_in` where it is that person who is.
 */
export function refuseSecondSession(call: Call, client: ClientRecord, person: PersonRecord | null): void {
  const { tables, clock } = call;
  const live = liveSessions(tables, client.id, clock.nowMs);
  if (!configurationOf(tables).multiSession) {
    const [session] = live;
    if (session !== undefined) throw sessionExists(session.id);
  }
  const own = live.find(({ userId }) => userId === person?.id);
  if (own !== undefined) throw alreadySignedIn(own.id);
}

/** With `strategy=ticket`: signs in at once whomever the ticket names, as `openedBy` does (ui: SignInStart). */
async function signInByTicket(call: Call): Promise<Response> {
  const ticket = await readTicket(call, call.fields.required("ticket"));
  const client = browserOf(call);
  const { person } = holderOf(call, ticket);
  if (person === null) throw noAccountYet(ticket.kind);
  refuseBarred(person, call.clock.nowMs);
  refuseSecondSession(call, client, person);
  const session = openedBy(call, ticket, { person, clientId: client.id });
  const signIn = call.tables.signIns.put({
    id: newId("sia"),
    clientId: client.id,
    userId: person.id,
    status: "complete",
    strategy: "ticket",
    createdSessionId: session.id,
  });
  return answerSignIn(call, signIn);
}

async function prepare(call: Call, signIn: SignInRecord, person: PersonRecord): Promise<Response> {
  const { tables, clock, fields } = call;
  const strategy = strategyOf(call);
  if (strategy === "password") throw unknownStrategy();
  refuseBarred(person, clock.nowMs);
  const id = fields.text("email_address_id") ?? primaryEmailId(person);
  const { email } = emailAddressOf(tables, person, id);
  sendCode(tables, { id: signIn.id, email }, clock.nowMs);
  return answerSignIn(call, tables.signIns.put({ ...signIn, strategy }));
}

async function attempt(call: Call, signIn: SignInRecord, person: PersonRecord): Promise<Response> {
  const { tables, clock } = call;
  const strategy = strategyOf(call);
  refuseBarred(person, clock.nowMs);
  countingFailures(tables, { person, nowMs: clock.nowMs }, () => {
    if (strategy === "password") checkGivenPassword(call, person);
    else checkCode(tables, { id: signIn.id, given: call.fields.required("code") }, clock.nowMs);
  });
  const attempted = { ...signIn, strategy };
  if (strategy !== "reset_password_email_code") return complete(call, attempted, person);
  return answerSignIn(call, tables.signIns.put({ ...attempted, status: "needs_new_password" }));
}

async function complete(call: Call, signIn: SignInRecord, person: PersonRecord): Promise<Response> {
  const session = openSession(call.tables, { clientId: signIn.clientId, userId: person.id }, call.clock);
  const done = { ...signIn, status: "complete", createdSessionId: session.id } as const;
  return answerSignIn(call, call.tables.signIns.put(done));
}

function checkGivenPassword({ fields }: Call, { password }: PersonRecord): void {
  if (password !== null && fields.required("password") === password) return;
  throw wrongField(
    "form_password_incorrect",
    "password",
    "Password is incorrect. Try again, or use another method.",
  );
}

async function answerSignIn(call: Call, signIn: SignInRecord): Promise<Response> {
  return answerWithClient(call, signIn.clientId, signInJson(signIn, aboutSignIn(call, signIn)));
}

function signInOf(call: Call): SignInRecord {
  const signIn = call.tables.signIns.get(call.segment("id"));
  if (signIn === null || signIn.clientId !== browserOf(call).id) throw notFound("sign in");
  return signIn;
}

function knownPerson({ tables }: Call, identifier: string): PersonRecord {
  const person = findPersonByEmail(tables, identifier);
  if (person !== null) return person;
  throw wrongField("form_identifier_not_found", "identifier", "Couldn't find your account.");
}

function strategyOf({ fields }: Call): FirstFactor {
  const given = fields.text("strategy") ?? (fields.text("password") === null ? "" : "password");
  const strategy = STRATEGIES.find((known) => known === given);
  if (strategy !== undefined) return strategy;
  throw unknownStrategy();
}

function unknownStrategy(): Error {
  const message = "clerk-local signs in by password and by e-mail code only.";
  return wrongField("strategy_for_user_invalid", "strategy", message);
}
