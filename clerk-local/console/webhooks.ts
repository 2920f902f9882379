import { configurationOf } from "#clerk-local/configuration.ts";
import { type Webhook, webhooks } from "#clerk-local/controls/webhooks.ts";
import type { Situation } from "#clerk-local/dispatch.ts";
import { html, type Html } from "./html.ts";
import { button, id, table, time } from "./parts.ts";

/** Every event, newest first, with the attempts to tell the site of it. */
export function webhooksPage(situation: Situation): Html {
  const { webhookEndpoint, webhooksHeld } = configurationOf(situation.tables);
  const endpoint = webhookEndpoint ?? situation.instance.webhookEndpoint;
  const where =
    endpoint === null
      ? "No endpoint is set: events are kept here and sent nowhere."
      : html`Sent to ${id(endpoint)}${webhooksHeld ? ", but held back now" : null}.`;
  return html`<p class="note">${where}</p>
    ${table({
      label: "Webhooks",
      head: ["Event", "Again", "State", "Attempts (UTC)", "Happened (UTC)", "About"],
      rows: webhooks(situation)
        .toReversed()
        .map((webhook) => row(webhook, endpoint !== null)),
      empty: "Nothing has happened yet that a site is told of.",
    })}`;
}

function row(webhook: Webhook, canReplay: boolean) {
  const { event, state, dueAtMs } = webhook;
  const about = "id" in event.data ? event.data.id : "";
  const words = { words: "Replay", about: `${event.type} of ${about}` };
  return [
    html`<details>
      <summary>${event.type}</summary>
      <pre tabindex="0">
svix-id: ${webhook.id}
${JSON.stringify(event, null, 2)}</pre>
    </details>`,
    canReplay ? button("/console/replay", { id: webhook.id }, words) : html`<span class="faint">–</span>`,
    dueAtMs === null ? state : html`${state} until ${time(dueAtMs)}`,
    attempts(webhook),
    time(event.timestamp),
    id(about),
  ];
}

function attempts({ attempts: made }: Webhook): Html {
  if (made.length === 0) return html`<span class="faint">none</span>`;
  const items = made.map(({ atMs, status }) => html`<li>${status ?? "no answer"} ${time(atMs)}</li>`);
  return html`<ol>
    ${items}
  </ol>`;
}
