import { type Content, html, type Html } from "./html.ts";

/** How many rows a table shows. */
const ROWS_SHOWN = 100;

export type TableParts = {
  /** What the rows are, for whoever hears the page. */
  readonly label: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly Content[])[];
  /** What stands there instead of a table without rows. */
  readonly empty: string;
};

/** A table of the first hundred rows, whose first cells name them. On a narrow screen it scrolls, by keyboard too. */
export function table({ label, head, rows, empty }: TableParts): Html {
  if (rows.length === 0) return html`<p class="empty">${empty}</p>`;
  const shown = rows.slice(0, ROWS_SHOWN);
  const left = rows.length - shown.length;
  return html`<div class="scroll" role="region" aria-label="${label}" tabindex="0">
      <table>
        <thead>
          <tr>
            ${head.map((title) => html`<th scope="col">${title}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${shown.map(row)}
        </tbody>
      </table>
    </div>
    ${left === 0 ? null : html`<p class="note">${left} more are not shown.</p>`}`;
}

/** A form of one button. Its visible words are followed by what it is about, for whoever only hears it. */
export function button(
  action: string,
  fields: Readonly<Record<string, string>>,
  { words, about }: { readonly words: string; readonly about: string },
): Html {
  const hidden = Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  );
  return html`<form method="post" action="${action}">
    ${hidden}<button>${words}<span class="unseen"> ${about}</span></button>
  </form>`;
}

/** A moment as a person reads it; the server knows no other time zone. */
export function time(atMs: number | null): Html {
  if (atMs === null) return html`<span class="faint">never</span>`;
  const iso = new Date(atMs).toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 19)}</time>`;
}

export function id(text: string): Html {
  return html`<code class="faint">${text}</code>`;
}

function row(cells: readonly Content[]): Html {
  const [name = null, ...others] = cells;
  return html`<tr>
    <th scope="row">${name}</th>
    ${others.map((cell) => html`<td>${cell}</td>`)}
  </tr>`;
}
