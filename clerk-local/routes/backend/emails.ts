import { personOf } from "#clerk-local/rules/directory.ts";
import type { Call } from "#clerk-local/dispatch.ts";
import * as rules from "#clerk-local/rules/email-addresses.ts";
import { deletedJson, emailAddressJson } from "#clerk-local/wire/backend.ts";

/** GET /v1/email_addresses/:id (backend/api/endpoints/EmailAddressApi.ts). */
export function getEmailAddress(call: Call): Response {
  return answer(call, call.segment("id"));
}

/** POST /v1/email_addresses: `user_id`, `email_address`, `verified`, `primary` (EmailAddressApi.ts). */
export function createEmailAddress(call: Call): Response {
  const { tables, fields } = call;
  const person = personOf(tables, fields.required("user_id"));
  const isPrimary = fields.flag("primary") ?? false;
  if (isPrimary && fields.flag("verified") !== true) throw rules.verifyFirst();
  const added = rules.addEmailAddress(tables, person, fields.required("email_address"));
  return answerChanged(call, added.id);
}

/** PATCH /v1/email_addresses/:id: `verified` and `primary`, each only from false to true (EmailAddressApi.ts). */
export function updateEmailAddress(call: Call): Response {
  return answerChanged(call, call.segment("id"));
}

/** DELETE /v1/email_addresses/:id (EmailAddressApi.ts). */
export function deleteEmailAddress({ tables, segment }: Call): Response {
  const id = segment("id");
  rules.removeEmailAddress(tables, rules.ownerOfEmailAddress(tables, id), id);
  return Response.json(deletedJson("email_address", id));
}

/** PUT /v1/users/:id/email_address: instead of all that the person has (UserApi.ts, replaceUserEmailAddress). */
export function replaceEmailAddress({ tables, fields, segment }: Call): Response {
  const person = personOf(tables, segment("id"));
  const email = fields.required("email_address");
  return Response.json(emailAddressJson(rules.replaceEmailAddresses(tables, person, email)));
}

/** The address, verified and primary where the call says so. */
function answerChanged(call: Call, id: string): Response {
  const { tables, fields } = call;
  const person = rules.ownerOfEmailAddress(tables, id);
  const address = rules.emailAddressOf(tables, person, id);
  if (fields.flag("verified") === true) rules.verifyEmailAddress(tables, person, address);
  if (fields.flag("primary") === true) rules.makePrimary(tables, person, id);
  return answer(call, id);
}

function answer({ tables }: Call, id: string): Response {
  const person = rules.ownerOfEmailAddress(tables, id);
  return Response.json(emailAddressJson(rules.emailAddressOf(tables, person, id)));
}
