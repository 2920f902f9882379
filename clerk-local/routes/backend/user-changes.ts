import * as directory from "#clerk-local/rules/directory.ts";
import type { Call } from "#clerk-local/dispatch.ts";
import { addEmailAddress, makePrimary, verifyEmailAddress } from "#clerk-local/rules/email-addresses.ts";
import { notPlayed, type Refusal, wrongField } from "#clerk-local/errors.ts";
import type { Fields } from "#clerk-local/fields.ts";
import { checkSize, mergeMetadata, metadataFrom } from "#clerk-local/rules/metadata.ts";
import { removeImage, storeImage } from "#clerk-local/rules/images.ts";
import { lock } from "#clerk-local/rules/lockout.ts";
import * as rules from "#clerk-local/rules/people.ts";
import type { PersonRecord } from "#clerk-local/state/records.ts";
import { imageUrlOf } from "#clerk-local/routes/image-url.ts";
import { deletedJson, userJson } from "#clerk-local/wire/backend.ts";

/**
 * POST /v1/users: e-mail addresses, the first of which is the primary one, password, names, metadata and what else
 * a person has (backend/api/endpoints/UserApi.ts). Throws `form_data_missing` without an address, and without a
 * password unless that requirement is skipped.
 */
export function createUser(call: Call): Response {
  const { tables, fields, clock } = call;
  refuseUnknown(fields);
  const [email, ...others] = newEmails(call);
  const password = newPassword(fields);
  if (email === undefined) throw missing("email_address");
  if (password === null && fields.flag("skip_password_requirement") !== true) throw missing("password");
  const given = { ...attributes(call, null), ...checkSize(metadataFrom(fields)) };
  const isBanned = fields.flag("banned") ?? false;
  const isLocked = fields.flag("locked") ?? false;
  const created = directory.createPerson(tables, { email, password: null }, clock.nowMs);
  for (const other of others) verifyEmailAddress(tables, created, addEmailAddress(tables, created, other));
  const person = tables.people.put({ ...created, ...given, password, isBanned });
  return answer(call, isLocked ? lock(tables, person, clock.nowMs) : person);
}

/**
 * PATCH /v1/users/:id: what is sent, and no metadata, which has calls of its own since this version of the API
 * (backend/api/endpoints/UserApi.ts). Null or an empty text takes a name away.
 */
export function updateUser(call: Call): Response {
  const { tables, fields, clock } = call;
  refuseUnknown(fields);
  const { id: userId } = userOf(call);
  const given = attributes(call, userId);
  const primaryId = fields.text("primary_email_address_id");
  const password = newPassword(fields);
  if (primaryId !== null) makePrimary(tables, userOf(call), primaryId);
  if (password !== null) {
    rules.setPassword(tables, { userId, password }, clock.nowMs);
    if (fields.flag("sign_out_of_other_sessions") === true) rules.endSessions(tables, userId, clock.nowMs);
  }
  const person = tables.people.put({ ...userOf(call), ...given, updatedAtMs: clock.nowMs });
  return answer(call, person);
}

/** PATCH /v1/users/:id/metadata: merged into what is there (backend/api/endpoints/UserApi.ts). */
export function updateUserMetadata(call: Call): Response {
  const person = userOf(call);
  const merged = mergeMetadata(person, metadataFrom(call.fields));
  return answer(call, call.tables.people.put({ ...person, ...merged, updatedAtMs: call.clock.nowMs }));
}

/** PUT /v1/users/:id/metadata: each kind that is sent instead of what is there (backend/api/endpoints/UserApi.ts). */
export function replaceUserMetadata(call: Call): Response {
  const sent = checkSize(metadataFrom(call.fields));
  const changed = { ...userOf(call), ...sent, updatedAtMs: call.clock.nowMs };
  return answer(call, call.tables.people.put(changed));
}

/** POST /v1/users/:id/profile_image: a form with a `file` (backend/api/endpoints/UserApi.ts). */
export function updateUserProfileImage(call: Call): Response {
  const person = userOf(call);
  const image = storeImage(call.tables, call.fields.file("file"));
  return answer(call, withImage(call, person, imageUrlOf(call, image)));
}

/** DELETE /v1/users/:id/profile_image (backend/api/endpoints/UserApi.ts). */
export function deleteUserProfileImage(call: Call): Response {
  return answer(call, withImage(call, userOf(call), null));
}

/** DELETE /v1/users/:id (backend/api/endpoints/UserApi.ts). */
export function deleteUser(call: Call): Response {
  const { id } = userOf(call);
  rules.deletePerson(call.tables, id);
  return Response.json(deletedJson("user", id));
}

/** POST /v1/users/:id/verify_password: `{verified: true}`, or an error (backend/api/endpoints/UserApi.ts). */
export function verifyPassword(call: Call): Response {
  rules.verifyPassword(userOf(call), call.fields.required("password"));
  return Response.json({ verified: true });
}

/** POST /v1/users/:id/remove_password (backend/api/endpoints/UserApi.ts). */
export function removePassword(call: Call): Response {
  const { tables, fields, clock } = call;
  const person = userOf(call);
  if (fields.flag("sign_out_of_other_sessions") === true) rules.endSessions(tables, person.id, clock.nowMs);
  if (person.password === null) return answer(call, person);
  return answer(call, rules.setPassword(tables, { userId: person.id, password: null }, clock.nowMs));
}

/** POST /v1/users/:id/ban (backend/api/endpoints/UserApi.ts). */
export function banUser(call: Call): Response {
  return answer(call, rules.ban(call.tables, call.segment("id"), call.clock.nowMs));
}

/** POST /v1/users/:id/unban (backend/api/endpoints/UserApi.ts). */
export function unbanUser(call: Call): Response {
  return answer(call, rules.unban(call.tables, call.segment("id"), call.clock.nowMs));
}

/** POST /v1/users/:id/lock (backend/api/endpoints/UserApi.ts). */
export function lockUser(call: Call): Response {
  return answer(call, lock(call.tables, userOf(call), call.clock.nowMs));
}

/** POST /v1/users/:id/unlock (backend/api/endpoints/UserApi.ts). */
export function unlockUser(call: Call): Response {
  return answer(call, rules.unlock(call.tables, call.segment("id"), call.clock.nowMs));
}

/** What a person may be given at any time. `userId` is null for one who is not there yet. */
function attributes({ tables, fields, clock }: Call, userId: string | null): Partial<PersonRecord> {
  const person = userId === null ? null : directory.personOf(tables, userId);
  const externalId = clearable(fields, "external_id", person?.externalId ?? null);
  if (externalId !== null) rules.checkExternalId(tables, externalId, userId);
  return {
    firstName: clearable(fields, "first_name", person?.firstName ?? null),
    lastName: clearable(fields, "last_name", person?.lastName ?? null),
    locale: clearable(fields, "locale", person?.locale ?? null),
    externalId,
    mayDeleteSelf: fields.flag("delete_self_enabled") ?? person?.mayDeleteSelf ?? true,
    mayCreateOrganizations:
      fields.flag("create_organization_enabled") ?? person?.mayCreateOrganizations ?? true,
    maxOrganizations: fields.number("create_organizations_limit") ?? person?.maxOrganizations ?? null,
    legalAcceptedAtMs: time(fields, "legal_accepted_at") ?? person?.legalAcceptedAtMs ?? null,
    createdAtMs: time(fields, "created_at") ?? person?.createdAtMs ?? clock.nowMs,
  };
}

function clearable(fields: Fields, name: string, before: string | null): string | null {
  return fields.isCleared(name) ? null : (fields.text(name) ?? before);
}

function newPassword(fields: Fields): string | null {
  const password = fields.text("password");
  if (password !== null && fields.flag("skip_password_checks") !== true) directory.checkPassword(password);
  return password;
}

/** A date as RFC 3339 writes it, in milliseconds. */
function time(fields: Fields, name: string): number | null {
  const text = fields.text(name);
  const timeMs = text === null ? null : Date.parse(text);
  if (timeMs === null || !Number.isNaN(timeMs)) return timeMs;
  throw wrongField("form_param_invalid_date", name, `${name} must be a date like 2026-10-20T07:15:20Z.`);
}

/** All of them free and no two the same. */
function newEmails({ tables, fields }: Call): string[] {
  const emails = (fields.list("email_address") ?? []).map((email) => directory.checkNewEmail(tables, email));
  if (new Set(emails).size === emails.length) return emails;
  throw wrongField("form_param_duplicate", "email_address", "An address stands there twice.");
}

/** Identifiers that the instance does not use are no parameters there; the rest needs what is not kept here. */
function refuseUnknown(fields: Fields): void {
  for (const name of ["username", "phone_number", "web3_wallet"]) {
    if (fields.has(name)) throw wrongField("form_param_unknown", name, `${name} is switched off here.`);
  }
  for (const name of ["password_digest", "totp_secret", "backup_codes", "profile_image_id"]) {
    if (fields.has(name)) throw notPlayed(name);
  }
}

function missing(field: string): Refusal {
  return wrongField("form_data_missing", field, `This instance needs ${field} of everyone.`);
}

function withImage({ tables, clock }: Call, person: PersonRecord, imageUrl: string | null): PersonRecord {
  removeImage(tables, person.imageUrl);
  return tables.people.put({ ...person, imageUrl, updatedAtMs: clock.nowMs });
}

function userOf({ tables, segment }: Call): PersonRecord {
  return directory.personOf(tables, segment("id"));
}

function answer(call: Call, person: PersonRecord): Response {
  return Response.json(userJson(call, person));
}
