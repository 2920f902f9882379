export type Page = {
  readonly path: string;
  /** What it says when it is shown itself. */
  readonly says: string;
  readonly status?: number;
  /** The active organization afterwards: null is none, and where nothing is said, whatever it was. */
  readonly active?: "acme" | "globex" | null;
};

export type End = {
  /** The page that was asked for when not given; `<asked>` is its path, as one part of an address. */
  readonly path?: string;
  readonly status?: number;
  readonly says: string;
  /** What it explains beside. */
  readonly notice?: string;
  readonly active?: "acme" | "globex" | null;
};

export type Cell = {
  readonly page: Page;
  readonly redirects: { readonly live: number; readonly test: number };
  /** The name of an end, or "page": the page itself. */
  readonly end: string;
};

/** A header of paths, each below `folder`, and one line for each state. */
type Table = { readonly table: string; readonly folder: string };

/** The tables side by side: by state, a cell for each page. Throws on a page that is not among `pages`. */
export function readTables(pages: readonly Page[], tables: readonly Table[]): Map<string, Cell[]> {
  const automaton = new Map<string, Cell[]>();
  for (const { table, folder } of tables) {
    const [header = "", ...rows] = table.trimStart().split("\n");
    const columns = header.split(/\s+/).map((path) => pageAt(pages, `${folder}${path}`));
    for (const row of rows) {
      const [state = "", ...texts] = row.split(/ {2,}/);
      const cells = columns.map((page, index) => readCell(page, texts[index] ?? ""));
      automaton.set(state, [...(automaton.get(state) ?? []), ...cells]);
    }
  }
  return automaton;
}

function pageAt(pages: readonly Page[], path: string): Page {
  const page = pages.find((each) => each.path === path);
  if (page === undefined) throw new Error(`there is no page ${path}`);
  return page;
}

function readCell(page: Page, text: string): Cell {
  const [, live, test = live, end = ""] = /^(\d)(?:\/(\d))? (\S+)$/.exec(text) ?? [];
  if (live === undefined) throw new Error(`no cell for ${page.path}: "${text}"`);
  return { page, redirects: { live: Number(live), test: Number(test) }, end };
}
