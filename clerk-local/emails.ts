import { checkNewEmail, personOf } from "./directory.ts";
import { notFound, Refusal, wrongField } from "./errors.ts";
import { emailAddressId, newId } from "./ids.ts";
import type { EmailRecord, PersonRecord } from "./records.ts";
import type { Tables } from "./tables.ts";

/** All addresses of a person, the primary one first. */
export function emailsOf(tables: Tables, person: PersonRecord): EmailRecord[] {
  return [primaryEmail(person), ...tables.emails.where({ userId: person.id })];
}

/** Throws `resource_not_found`. */
export function emailOf(tables: Tables, id: string): EmailRecord {
  const other = tables.emails.get(id);
  if (other !== null) return other;
  const person = tables.people.get(id.replace(/^idn_/, "user_")) ?? tables.people.where({ emailId: id })[0];
  if (person === undefined || emailAddressId(person) !== id) throw notFound("email address");
  return primaryEmail(person);
}

/** Another address of a person. Throws as `checkNewEmail` does. */
export function addEmail(
  tables: Tables,
  { userId, email, isVerified }: Omit<EmailRecord, "id">,
): EmailRecord {
  personOf(tables, userId);
  return tables.emails.put({ id: newId("idn"), userId, email: checkNewEmail(tables, email), isVerified });
}

export function verifyEmail(tables: Tables, email: EmailRecord): EmailRecord {
  return isPrimary(tables, email) ? email : tables.emails.put({ ...email, isVerified: true });
}

/** The person with this address as the primary one. Throws when it is not verified. */
export function makePrimary(tables: Tables, email: EmailRecord, nowMs: number): PersonRecord {
  const person = personOf(tables, email.userId);
  if (isPrimary(tables, email)) return person;
  if (!email.isVerified) throw notVerified();
  tables.emails.remove(email.id);
  tables.emails.put(primaryEmail(person));
  return tables.people.put({ ...person, email: email.email, emailId: email.id, updatedAtMs: nowMs });
}

/** Throws on the last verified one, without which nobody could sign in; another one becomes the primary instead. */
export function removeEmail(tables: Tables, email: EmailRecord, nowMs: number): void {
  if (isPrimary(tables, email)) {
    const heir = tables.emails.where({ userId: email.userId }).find(({ isVerified }) => isVerified);
    if (heir === undefined) throw lastEmail();
    makePrimary(tables, heir, nowMs);
  }
  tables.emails.remove(email.id);
}

/** The person with this one address and no other. */
export function replaceEmails(
  tables: Tables,
  person: PersonRecord,
  { email, nowMs }: { readonly email: string; readonly nowMs: number },
): EmailRecord {
  const added = addEmail(tables, { userId: person.id, email, isVerified: true });
  makePrimary(tables, added, nowMs);
  for (const { id } of tables.emails.where({ userId: person.id })) tables.emails.remove(id);
  return added;
}

export function notVerified(): Refusal {
  return wrongField("form_param_value_invalid", "primary", "Only a verified address can be the primary one.");
}

function primaryEmail(person: PersonRecord): EmailRecord {
  return { id: emailAddressId(person), userId: person.id, email: person.email, isVerified: true };
}

function isPrimary(tables: Tables, { id, userId }: EmailRecord): boolean {
  return emailAddressId(personOf(tables, userId)) === id;
}

function lastEmail(): Refusal {
  const message = "This is the only verified address: without it nobody could sign in.";
  return new Refusal(400, "last_required_identification_deletion_failed", message);
}
