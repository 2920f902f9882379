const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const RANDOM_LENGTH = 26;

/** A new id of Clerk's shape: the prefix, and 27 characters that begin with the current generation's `2`. */
export function newId(prefix: string): string {
  return `${prefix}_2${randomText(RANDOM_LENGTH)}`;
}

/** Random letters and digits, about 5.9 bits each. */
export function randomText(length: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(length));
  return [...bytes].map((byte) => ALPHABET[byte % ALPHABET.length]).join("");
}

/** The id of the one e-mail address that a person has here. */
export function emailAddressId({ id }: { readonly id: string }): string {
  return id.replace(/^user_/, "idn_");
}
