import { checkCode, sendCode } from "#clerk-local/rules/codes.ts";
import { checkNewEmail, checkPassword, createPerson } from "#clerk-local/rules/directory.ts";
import type { Call } from "#clerk-local/dispatch.ts";
import { notFound, wrongField } from "#clerk-local/errors.ts";
import { newId } from "#clerk-local/ids.ts";
import type { SignUpRecord } from "#clerk-local/state/records.ts";
import { openSession } from "#clerk-local/rules/sessions.ts";
import { holderOf } from "#clerk-local/rules/ticket-use.ts";
import { signUpJson } from "#clerk-local/wire/verification.ts";
import { answerWithClient, browserOf } from "./browser.ts";
import { refuseSecondSession } from "./sign-ins.ts";
import { invitedBy, openedBy } from "./ticket-strategy.ts";

/**
 * POST /v1/client/sign_ups: a new attempt; the account comes to be with the code, or, since the link has verified
 * the address of an invitation's ticket, with the password (clerk-js/resources/SignUp.ts, create).
 */
export async function createSignUp(call: Call): Promise<Response> {
  const invited = await invitedBy(call);
  const client = browserOf(call);
  refuseSecondSession(call, client, null);
  const empty: SignUpRecord = {
    id: newId("sua"),
    clientId: client.id,
    email: invited?.email ?? null,
    password: null,
    firstName: null,
    lastName: null,
    emailVerified: invited !== null,
    ticket: invited?.ticket ?? null,
    createdSessionId: null,
    createdUserId: null,
    createdAtMs: call.clock.nowMs,
  };
  const signUp = call.tables.signUps.put(filledIn(call, empty));
  call.tables.clients.put({ ...client, signUpId: signUp.id });
  return answerSignUp(call, completed(call, signUp));
}

/** GET /v1/client/sign_ups/:id (clerk-js/resources/SignUp.ts, reload). */
export async function getSignUp(call: Call): Promise<Response> {
  return answerSignUp(call, signUpOf(call));
}

/** PATCH /v1/client/sign_ups/:id: the fields that were missing or wrong (clerk-js/resources/SignUp.ts, update). */
export async function updateSignUp(call: Call): Promise<Response> {
  const signUp = filledIn(call, signUpOf(call));
  return answerSignUp(call, completed(call, call.tables.signUps.put(signUp)));
}

/** POST /v1/client/sign_ups/:id/prepare_verification: sends the code (clerk-js/resources/SignUp.ts). */
export async function prepareVerification(call: Call): Promise<Response> {
  const signUp = signUpOf(call);
  checkStrategy(call);
  if (signUp.email === null) throw wrongField("form_param_nil", "email_address", "Enter email address.");
  sendCode(call.tables, { id: signUp.id, email: signUp.email }, call.clock.nowMs);
  return answerSignUp(call, signUp);
}

/** POST /v1/client/sign_ups/:id/attempt_verification: the right code makes the account and signs in. */
export async function attemptVerification(call: Call): Promise<Response> {
  const signUp = signUpOf(call);
  checkStrategy(call);
  checkCode(call.tables, { id: signUp.id, given: call.fields.required("code") }, call.clock.nowMs);
  const verified = call.tables.signUps.put({ ...signUp, emailVerified: true });
  return answerSignUp(call, completed(call, verified));
}

/** The sign-up with what the call sends; a changed address is unverified again, an invited one never changes. */
function filledIn({ tables, fields }: Call, signUp: SignUpRecord): SignUpRecord {
  const email = fields.text("email_address") ?? "";
  const password = fields.text("password") ?? "";
  if (password !== "") checkPassword(password);
  const keepsEmail = email === "" || signUp.ticket !== null;
  const address = keepsEmail ? signUp.email : checkNewEmail(tables, email);
  return {
    ...signUp,
    email: address,
    emailVerified: signUp.emailVerified && address === signUp.email,
    password: password === "" ? signUp.password : password,
    firstName: fields.text("first_name") ?? signUp.firstName,
    lastName: fields.text("last_name") ?? signUp.lastName,
  };
}

/** Account and session, once nothing is missing. */
function completed(call: Call, signUp: SignUpRecord): SignUpRecord {
  const { tables, clock } = call;
  const { email, password, firstName, lastName } = signUp;
  if (email === null || password === null || !signUp.emailVerified) return signUp;
  if (signUp.ticket !== null) holderOf(call, signUp.ticket);
  const person = createPerson(tables, { email, password, firstName, lastName }, clock.nowMs);
  const { clientId, ticket } = signUp;
  const session =
    ticket === null
      ? openSession(tables, { clientId, userId: person.id }, clock)
      : openedBy(call, ticket, { clientId, person });
  return tables.signUps.put({ ...signUp, createdSessionId: session.id, createdUserId: person.id });
}

async function answerSignUp(call: Call, signUp: SignUpRecord): Promise<Response> {
  return answerWithClient(call, signUp.clientId, signUpJson(signUp, call.tables.codes.get(signUp.id)));
}

function signUpOf(call: Call): SignUpRecord {
  const signUp = call.tables.signUps.get(call.segment("id"));
  if (signUp === null || signUp.clientId !== browserOf(call).id) throw notFound("sign up");
  return signUp;
}

function checkStrategy({ fields }: Call): void {
  if (fields.text("strategy") === "email_code") return;
  const message = "clerk-local verifies an e-mail address by code only.";
  throw wrongField("form_param_value_invalid", "strategy", message);
}
