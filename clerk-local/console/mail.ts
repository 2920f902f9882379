import type { Situation } from "#clerk-local/dispatch.ts";
import { outbox } from "#clerk-local/rules/mail.ts";
import type { MailRecord } from "#clerk-local/state/records.ts";
import { html, type Html } from "./html.ts";
import { table, time } from "./parts.ts";

/** What would have been sent, newest first, with the codes and links that are in it. */
export function mailPage({ tables }: Situation): Html {
  return table({
    label: "Outbox",
    head: ["To", "Subject", "Code or link", "Sent (UTC)"],
    rows: outbox(tables).map((mail) => [mail.to, mail.subject, use(mail), time(mail.sentAtMs)]),
    empty: "No mail was sent yet: sign in by e-mail code, or invite somebody.",
  });
}

function use({ code, link, to }: MailRecord): Html | null {
  if (code !== null) return html`<code class="code">${code}</code>`;
  if (link === null) return null;
  return html`<a href="${link}">Accept<span class="unseen"> the invitation of ${to}</span></a>`;
}
