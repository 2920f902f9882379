import { notFound, wrongField } from "#clerk-local/errors.ts";
import { newId } from "#clerk-local/ids.ts";
import type { PersonRecord } from "#clerk-local/state/records.ts";
import type { Cast } from "#clerk-local/seed.ts";
import type { Tables } from "#clerk-local/state/tables.ts";

/** `password_settings` of the environment (environment.ts). */
export const MIN_PASSWORD_LENGTH = 8;
const MAX_PASSWORD_LENGTH = 72;
const EMAIL = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;

export type NewPerson = {
  readonly email: string;
  readonly password: string | null;
  readonly firstName?: string | null;
  readonly lastName?: string | null;
};

/** Stores the cast: ids, times and roles as seed.ts names them. Nobody is told of them: they were always there. */
export function seed(tables: Tables, cast: Cast): void {
  for (const person of cast.people) {
    const { imageUrl = null, createdAtMs } = person;
    tables.people.put({ ...person, imageUrl, updatedAtMs: createdAtMs, lastSignInAtMs: null });
  }
  for (const organization of cast.organizations) {
    tables.organizations.put({ ...organization, updatedAtMs: organization.createdAtMs });
  }
  for (const membership of cast.memberships) {
    tables.memberships.put({ ...membership, updatedAtMs: membership.createdAtMs });
  }
  seedTokens(tables, cast);
  tables.changes.take();
}

function seedTokens(tables: Tables, { machines, jwtTemplates }: Cast): void {
  for (const machine of machines) {
    const { createdAtMs } = machine;
    tables.machines.put({
      ...machine,
      previousKey: null,
      tokenLifetimeSeconds: 3600,
      updatedAtMs: createdAtMs,
    });
  }
  for (const template of jwtTemplates) {
    const { createdAtMs } = template;
    tables.jwtTemplates.put({ ...template, clockSkewSeconds: 5, updatedAtMs: createdAtMs });
  }
}

/** Whose verified address that is: one person's each, whatever its case. */
export function findPersonByEmail(tables: Tables, given: string): PersonRecord | null {
  const email = normalEmail(given);
  const [person] = tables.people.where({ email });
  if (person !== undefined) return person;
  const other = tables.emailAddresses.where({ email }).find(({ verified }) => verified);
  return other === undefined ? null : tables.people.get(other.userId);
}

/** Throws `resource_not_found`. */
export function personOf(tables: Tables, userId: string): PersonRecord {
  const person = tables.people.get(userId);
  if (person === null) throw notFound("user");
  return person;
}

/** A person with a verified e-mail address. Throws as `checkNewEmail` and `checkPassword` do. */
export function createPerson(tables: Tables, person: NewPerson, nowMs: number): PersonRecord {
  const { password, firstName = null, lastName = null } = person;
  const email = checkNewEmail(tables, person.email);
  if (password !== null) checkPassword(password);
  return tables.people.put({
    id: newId("user"),
    email,
    password,
    firstName,
    lastName,
    imageUrl: null,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
    lastSignInAtMs: null,
  });
}

/** The address as it is stored. Throws when it is none (`form_param_format_invalid`). */
export function checkEmail(given: string): string {
  const email = normalEmail(given);
  if (EMAIL.test(email)) return email;
  const message = "Email address must be a valid email address.";
  throw wrongField("form_param_format_invalid", "email_address", message);
}

/** The same for an address that must be nobody's yet. */
export function checkNewEmail(tables: Tables, given: string): string {
  const email = checkEmail(given);
  if (findPersonByEmail(tables, email) === null) return email;
  throw wrongField(
    "form_identifier_exists",
    "email_address",
    "That email address is taken. Please try another.",
  );
}

/** Throws on a password outside the environment's limits. */
export function checkPassword(password: string, field = "password"): void {
  if (password.length < MIN_PASSWORD_LENGTH) {
    const message = `Passwords must be ${MIN_PASSWORD_LENGTH} characters or more.`;
    throw wrongField("form_password_length_too_short", field, message);
  }
  if (password.length > MAX_PASSWORD_LENGTH) {
    const message = `Passwords must be ${MAX_PASSWORD_LENGTH} characters or less.`;
    throw wrongField("form_password_length_too_long", field, message);
  }
}

function normalEmail(email: string): string {
  return email.trim().toLowerCase();
}
