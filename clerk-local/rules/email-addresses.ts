import { checkNewEmail } from "./directory.ts";
import { notFound, Refusal } from "#clerk-local/errors.ts";
import { newId, primaryEmailId } from "#clerk-local/ids.ts";
import type { EmailAddressRecord, PersonRecord } from "#clerk-local/state/records.ts";
import type { Tables } from "#clerk-local/state/tables.ts";

export type EmailAddress = Omit<EmailAddressRecord, "userId">;

/** A person's addresses, the primary one first. */
export function emailAddressesOf(tables: Tables, person: PersonRecord): EmailAddress[] {
  const primary = { id: primaryEmailId(person), email: person.email, verified: true };
  return [primary, ...tables.emailAddresses.where({ userId: person.id })];
}

/** Throws `resource_not_found`. */
export function emailAddressOf(tables: Tables, person: PersonRecord, id: string): EmailAddress {
  const address = emailAddressesOf(tables, person).find((each) => each.id === id);
  if (address === undefined) throw notFound("email address");
  return address;
}

/** Whose address has that id. Throws `resource_not_found`. */
export function ownerOfEmailAddress(tables: Tables, id: string): PersonRecord {
  const userId = tables.emailAddresses.get(id)?.userId ?? id.replace(/^idn_/, "user_");
  const person = tables.people.get(userId) ?? tables.people.where({ emailId: id })[0];
  if (person === undefined) throw notFound("email address");
  return person;
}

/** Another address of that person, to be verified yet. Throws as `checkNewEmail` does. */
export function addEmailAddress(tables: Tables, person: PersonRecord, given: string): EmailAddress {
  const email = checkNewEmail(tables, given);
  return tables.emailAddresses.put({ id: newId("idn"), userId: person.id, email, verified: false });
}

/** Throws `form_identifier_exists` where somebody else has verified the address in the meantime. */
export function verifyEmailAddress(
  tables: Tables,
  person: PersonRecord,
  address: EmailAddress,
): EmailAddress {
  if (address.verified) return address;
  const email = checkNewEmail(tables, address.email);
  return tables.emailAddresses.put({ ...address, email, userId: person.id, verified: true });
}

/** The person with another of their verified addresses as the primary one; the old one stays theirs. */
export function makePrimary(tables: Tables, person: PersonRecord, id: string): PersonRecord {
  const address = emailAddressOf(tables, person, id);
  if (id === primaryEmailId(person)) return person;
  if (!address.verified) throw verifyFirst();
  tables.emailAddresses.remove(id);
  const old = { id: primaryEmailId(person), userId: person.id, email: person.email, verified: true };
  tables.emailAddresses.put(old);
  return tables.people.put({ ...person, email: address.email, emailId: id });
}

/**
 * The person without that address; in the place of a primary one comes the oldest verified one. Throws
 * `last_required_identification_deletion_failed` where there is none: the instance wants everybody to have one.
 */
export function removeEmailAddress(tables: Tables, person: PersonRecord, id: string): PersonRecord {
  const address = emailAddressOf(tables, person, id);
  const others = emailAddressesOf(tables, person).filter((other) => other.id !== id && other.verified);
  const [next] = others;
  if (next === undefined && address.verified) {
    const message = "That is your only verified address, and you need one.";
    throw new Refusal(400, "last_required_identification_deletion_failed", message);
  }
  const left =
    next === undefined || id !== primaryEmailId(person) ? person : makePrimary(tables, person, next.id);
  tables.emailAddresses.remove(id);
  return left;
}

export function verifyFirst(): Refusal {
  return new Refusal(400, "verification_missing", "Verify that address first.");
}

/** The person with this one address and no other. */
export function replaceEmailAddresses(tables: Tables, person: PersonRecord, email: string): EmailAddress {
  const added = verifyEmailAddress(tables, person, addEmailAddress(tables, person, email));
  makePrimary(tables, person, added.id);
  for (const { id } of tables.emailAddresses.where({ userId: person.id })) tables.emailAddresses.remove(id);
  return added;
}
