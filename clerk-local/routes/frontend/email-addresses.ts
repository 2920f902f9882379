import { checkCode, sendCode } from "#clerk-local/rules/codes.ts";
import type { Call } from "#clerk-local/dispatch.ts";
import {
  addEmailAddress,
  type EmailAddress,
  emailAddressOf,
  removeEmailAddress,
  verifyEmailAddress,
} from "#clerk-local/rules/email-addresses.ts";
import { wrongField } from "#clerk-local/errors.ts";
import { emailAddressJson } from "#clerk-local/wire/frontend.ts";
import { answerWithClient } from "./browser.ts";
import { me } from "./me.ts";

/** POST /v1/me/email_addresses/: one more address, unverified (clerk-js/resources/User.ts, createEmailAddress). */
export async function createEmailAddress(call: Call): Promise<Response> {
  const { person } = me(call);
  return answerAddress(call, addEmailAddress(call.tables, person, call.fields.required("email_address")));
}

/** POST …/:id/prepare_verification: sends the code (clerk-js/resources/EmailAddress.ts). */
export async function prepareEmailAddress(call: Call): Promise<Response> {
  const address = addressOf(call);
  if (call.fields.text("strategy") !== "email_code") {
    throw wrongField("form_param_value_invalid", "strategy", "clerk-local verifies addresses by code only.");
  }
  sendCode(call.tables, address, call.clock.nowMs);
  return answerAddress(call, address);
}

/** POST …/:id/attempt_verification: verified by the right code. Throws as `checkCode` does. */
export async function attemptEmailAddress(call: Call): Promise<Response> {
  const address = addressOf(call);
  checkCode(call.tables, { id: address.id, given: call.fields.required("code") }, call.clock.nowMs);
  return answerAddress(call, verifyEmailAddress(call.tables, me(call).person, address));
}

/** DELETE /v1/me/email_addresses/:id (clerk-js/resources/EmailAddress.ts, destroy). */
export async function deleteEmailAddress(call: Call): Promise<Response> {
  const { person, session } = me(call);
  const id = call.segment("id");
  removeEmailAddress(call.tables, person, id);
  return answerWithClient(call, session.clientId, { object: "email_address", id, deleted: true });
}

function addressOf(call: Call): EmailAddress {
  return emailAddressOf(call.tables, me(call).person, call.segment("id"));
}

function answerAddress(call: Call, address: EmailAddress): Promise<Response> {
  return answerWithClient(call, me(call).session.clientId, emailAddressJson(call.tables, address));
}
