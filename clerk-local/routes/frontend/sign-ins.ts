import { checkCode, sendCode } from "#clerk-local/codes.ts";
import { findPersonByEmail, personOf } from "#clerk-local/directory.ts";
import type { Call } from "#clerk-local/dispatch.ts";
import { notFound, sessionExists, wrongField } from "#clerk-local/errors.ts";
import { newId } from "#clerk-local/ids.ts";
import { refuseBarred } from "#clerk-local/people.ts";
import type { ClientRecord, FirstFactor, PersonRecord, SignInRecord } from "#clerk-local/records.ts";
import { liveSessions, openSession } from "#clerk-local/sessions.ts";
import { holderOf, noAccountYet } from "#clerk-local/ticket-use.ts";
import { readTicket } from "#clerk-local/tickets.ts";
import { signInJson } from "#clerk-local/wire/verification.ts";
import { aboutSignIn, answerWithClient, browserOf } from "./browser.ts";
import { openedBy } from "./ticket-strategy.ts";

/**
 * POST /v1/client/sign_ins: a new attempt (clerk-js/resources/SignIn.ts, create). With a password it is
 * attempted at once, with `strategy=email_code` the code is sent at once, with a ticket it is over at once.
 */
export async function createSignIn(call: Call): Promise<Response> {
  if (call.fields.text("strategy") === "ticket") return signInByTicket(call);
  const client = browserOf(call);
  refuseSecondSession(call, client);
  const identifier = call.fields.text("identifier") ?? "";
  const person = identifier === "" ? null : knownPerson(call, identifier);
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
 * POST /v1/client/sign_ins/:id/attempt_first_factor: signs in with the right password or code
 * (clerk-js/resources/SignIn.ts). Throws `form_password_incorrect` and as `checkCode` does.
 */
export async function attemptFirstFactor(call: Call): Promise<Response> {
  const signIn = signInOf(call);
  refuseSecondSession(call, browserOf(call));
  return attempt(call, signIn, personOf(call.tables, signIn.userId ?? ""));
}

/** Throws `session_exists` for a browser that is signed in: the instance is in single-session mode. */
export function refuseSecondSession({ tables, clock }: Call, client: ClientRecord): void {
  const session = liveSessions(tables, client.id, clock.nowMs).at(-1);
  if (session !== undefined) throw sessionExists(session.id);
}

/** With `strategy=ticket`: signs in at once whomever the ticket names, as `openedBy` does (ui: SignInStart). */
async function signInByTicket(call: Call): Promise<Response> {
  const ticket = await readTicket(call, call.fields.required("ticket"));
  const client = browserOf(call);
  const { person } = holderOf(call, ticket);
  if (person === null) throw noAccountYet(ticket.kind);
  refuseBarred(person, call.clock.nowMs);
  refuseSecondSession(call, client);
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
  if (strategyOf(call) !== "email_code") throw unknownStrategy();
  sendCode(call.tables, { id: signIn.id, email: person.email }, call.clock.nowMs);
  return answerSignIn(call, call.tables.signIns.put({ ...signIn, strategy: "email_code" }));
}

async function attempt(call: Call, signIn: SignInRecord, person: PersonRecord): Promise<Response> {
  const { tables, clock, fields } = call;
  refuseBarred(person, clock.nowMs);
  const strategy = strategyOf(call);
  if (strategy === "email_code") {
    checkCode(tables, { id: signIn.id, given: fields.required("code") }, clock.nowMs);
  } else if (person.password === null || fields.required("password") !== person.password) {
    throw wrongField(
      "form_password_incorrect",
      "password",
      "Password is incorrect. Try again, or use another method.",
    );
  }
  const session = openSession(tables, { clientId: signIn.clientId, userId: person.id }, clock);
  const complete = { ...signIn, status: "complete", strategy, createdSessionId: session.id } as const;
  return answerSignIn(call, tables.signIns.put(complete));
}

async function answerSignIn(call: Call, signIn: SignInRecord): Promise<Response> {
  return answerWithClient(call, signIn.clientId, signInJson(signIn, aboutSignIn(call, signIn)));
}

function signInOf(call: Call): SignInRecord {
  const signIn = call.tables.signIns.get(call.segment("id"));
  if (signIn === null || signIn.clientId !== browserOf(call).id) throw notFound("sign in");
  return signIn;
}

function knownPerson({ tables, clock }: Call, identifier: string): PersonRecord {
  const person = findPersonByEmail(tables, identifier);
  if (person !== null) {
    refuseBarred(person, clock.nowMs);
    return person;
  }
  throw wrongField("form_identifier_not_found", "identifier", "Couldn't find your account.");
}

function strategyOf({ fields }: Call): FirstFactor {
  const given = fields.text("strategy") ?? (fields.text("password") === null ? "" : "password");
  if (given === "password" || given === "email_code") return given;
  throw unknownStrategy();
}

function unknownStrategy(): Error {
  const message = "clerk-local signs in by password and by e-mail code only.";
  return wrongField("strategy_for_user_invalid", "strategy", message);
}
