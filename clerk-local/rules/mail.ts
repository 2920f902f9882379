import { newId } from "#clerk-local/ids.ts";
import type { MailRecord } from "#clerk-local/state/records.ts";
import type { Tables } from "#clerk-local/state/tables.ts";

/** How many mails the outbox holds; older ones are forgotten. */
const MAILS_KEPT = 500;

export type NewMail = Omit<MailRecord, "id" | "sentAtMs">;

/** Sends a mail, which is to say: puts it into the outbox and prints what its reader would use. */
export function sendMail(tables: Tables, mail: NewMail, nowMs: number): MailRecord {
  if (mail.code !== null) console.log(`clerk-local: the code for ${mail.to} is ${mail.code}`);
  if (mail.link !== null) console.log(`clerk-local: the invitation for ${mail.to} is at ${mail.link}`);
  const sent = tables.mails.put({ id: newId("ema"), ...mail, sentAtMs: nowMs });
  tables.mails.keepNewest(MAILS_KEPT);
  return sent;
}

/** What was sent, newest first; to one address where one is given. */
export function outbox(tables: Tables, { to }: { readonly to?: string } = {}): MailRecord[] {
  return tables.mails.where(to === undefined ? {} : { to: to.toLowerCase() }).toReversed();
}
