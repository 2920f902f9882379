import { personOf } from "#clerk-local/directory.ts";
import type { Call } from "#clerk-local/dispatch.ts";
import * as rules from "#clerk-local/emails.ts";
import type { EmailRecord } from "#clerk-local/records.ts";
import { deletedJson, emailAddressJson } from "#clerk-local/wire/backend.ts";

/** GET /v1/email_addresses/:id (backend/api/endpoints/EmailAddressApi.ts). */
export function getEmailAddress({ tables, segment }: Call): Response {
  return Response.json(emailAddressJson(rules.emailOf(tables, segment("id"))));
}

/** POST /v1/email_addresses: `user_id`, `email_address`, `verified`, `primary` (EmailAddressApi.ts). */
export function createEmailAddress(call: Call): Response {
  const { tables, fields } = call;
  const isVerified = fields.flag("verified") ?? false;
  const isPrimary = fields.flag("primary") ?? false;
  if (isPrimary && !isVerified) throw rules.notVerified();
  const userId = fields.required("user_id");
  const added = rules.addEmail(tables, { userId, email: fields.required("email_address"), isVerified });
  return answer(call, added, isPrimary);
}

/** PATCH /v1/email_addresses/:id: `verified` and `primary`, each only from false to true (EmailAddressApi.ts). */
export function updateEmailAddress(call: Call): Response {
  const { tables, fields, segment } = call;
  const email = rules.emailOf(tables, segment("id"));
  const isVerified = fields.flag("verified") ?? false;
  return answer(call, isVerified ? rules.verifyEmail(tables, email) : email, fields.flag("primary") ?? false);
}

/** DELETE /v1/email_addresses/:id (EmailAddressApi.ts). */
export function deleteEmailAddress({ tables, clock, segment }: Call): Response {
  const email = rules.emailOf(tables, segment("id"));
  rules.removeEmail(tables, email, clock.nowMs);
  return Response.json(deletedJson("email_address", email.id));
}

/** PUT /v1/users/:id/email_address: instead of all that the person has (UserApi.ts, replaceUserEmailAddress). */
export function replaceEmailAddress({ tables, fields, clock, segment }: Call): Response {
  const email = fields.required("email_address");
  const person = personOf(tables, segment("id"));
  return Response.json(emailAddressJson(rules.replaceEmails(tables, person, { email, nowMs: clock.nowMs })));
}

function answer({ tables, clock }: Call, email: EmailRecord, isPrimary: boolean): Response {
  if (isPrimary) rules.makePrimary(tables, email, clock.nowMs);
  return Response.json(emailAddressJson(email));
}
