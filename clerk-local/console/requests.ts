import { findRoute, type Situation } from "#clerk-local/dispatch.ts";
import type { RequestEntry } from "#clerk-local/state/records.ts";
import { ROUTES } from "#clerk-local/routes/table.ts";
import { html, type Html } from "./html.ts";
import { table, time } from "./parts.ts";

/** Every request, newest first, with the SDK's file that makes such a call. */
export function requestsPage({ tables }: Situation): Html {
  return table({
    label: "Requests",
    head: ["Call", "Answer", "Called by", "At (UTC)"],
    rows: tables
      .requests()
      .toReversed()
      .map((entry) => [
        html`<span class="faint">${entry.api}</span> ${entry.method} <code>${entry.path}</code>`,
        entry.status ?? "none",
        callerOf(entry),
        time(entry.atMs),
      ]),
    empty: "Nobody has called yet: open the site.",
  });
}

function callerOf({ api, method, path }: RequestEntry): Html {
  if (api === "script") return html`<span class="faint">a script tag</span>`;
  const file = findRoute({ method, path }, ROUTES[api])?.route.calledBy;
  return file === undefined ? html`<span class="faint">unknown</span>` : html`<code>${file}</code>`;
}
