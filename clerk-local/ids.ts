const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const RANDOM_LENGTH = 26;

/** A new id of Clerk's shape: the prefix, and 27 characters that begin with the current generation's `2`. */
export function newId(prefix: string): string {
  return `${prefix}_2${randomText(RANDOM_LENGTH)}`;
}

/** A new id as Clerk's machine tokens have them: the prefix, and 32 hexadecimal digits. */
export function newHexId(prefix: string): string {
  return `${prefix}_${crypto.randomUUID().replaceAll("-", "")}`;
}

/** Random letters and digits, about 5.9 bits each. */
export function randomText(length: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(length));
  return [...bytes].map((byte) => ALPHABET[byte % ALPHABET.length]).join("");
}

/** The id of a person's primary e-mail address. */
export function primaryEmailId({ id, emailId }: { readonly id: string; readonly emailId?: string }): string {
  return emailId ?? id.replace(/^user_/, "idn_");
}
