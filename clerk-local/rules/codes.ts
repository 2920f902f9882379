import { Refusal, wrongField } from "#clerk-local/errors.ts";
import { sendMail } from "./mail.ts";
import type { CodeRecord } from "#clerk-local/state/records.ts";
import type { Tables } from "#clerk-local/state/tables.ts";

const CODE_TTL_MS = 10 * 60 * 1000;
const MAX_ATTEMPTS = 5;
const CODE_RANGE = 1_000_000;
/** Addresses with this subaddress, and their code, are Clerk's test mode: no e-mail is sent for them. */
const TEST_ADDRESS = /\+clerk_test\b.*@/;
const TEST_CODE = "424242";

/** Sends a code. It replaces the one that was sent for the same sign-in or sign-up. */
export function sendCode(
  tables: Tables,
  { id, email }: { readonly id: string; readonly email: string },
  nowMs: number,
): CodeRecord {
  const code = TEST_ADDRESS.test(email) ? TEST_CODE : randomCode();
  const subject = `${code} is your code for Orgstead`;
  const text = `Your code for Orgstead is ${code}. It is good for ten minutes.`;
  sendMail(tables, { to: email, kind: "verification_code", subject, text, code, link: null }, nowMs);
  return tables.codes.put({
    id,
    email,
    code,
    attempts: 0,
    sentAtMs: nowMs,
    expiresAtMs: nowMs + CODE_TTL_MS,
  });
}

/** Uses the code up. Throws when it is wrong, too old, or was guessed at too often. */
export function checkCode(
  tables: Tables,
  { id, given }: { readonly id: string; readonly given: string },
  nowMs: number,
): void {
  const sent = tables.codes.get(id);
  if (sent === null) throw new Refusal(400, "verification_missing", "Ask for a code first.");
  if (nowMs >= sent.expiresAtMs)
    throw new Refusal(400, "verification_expired", "This code is too old. Ask for a new one.");
  if (sent.attempts >= MAX_ATTEMPTS) {
    throw new Refusal(400, "verification_failed", "Too many wrong codes. Ask for a new one.");
  }
  if (given !== sent.code) {
    tables.codes.put({ ...sent, attempts: sent.attempts + 1 });
    throw wrongField("form_code_incorrect", "code", "Incorrect code");
  }
  tables.codes.remove(id);
}

function randomCode(): string {
  const [number = 0] = crypto.getRandomValues(new Uint32Array(1));
  return String(number % CODE_RANGE).padStart(6, "0");
}
