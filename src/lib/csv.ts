type Cells = readonly (string | number | null)[];

/**
 * A file of CSV, a chunk of lines at a time. It begins with a byte order mark, without which Excel takes UTF-8 for
 * the system's own encoding: it is a file for spreadsheets, and programs have NDJSON.
 */
export async function* csvFile(
  head: Cells,
  chunks: AsyncIterable<readonly Cells[]>,
): AsyncGenerator<string, void> {
  yield `\uFEFF${csvLine(head)}`;
  for await (const rows of chunks) yield rows.map(csvLine).join("");
}

/**
 * One line of CSV (RFC 4180), every cell quoted. A cell that a spreadsheet would take for a formula gets an
 * apostrophe in front (owasp.org/www-community/attacks/CSV_Injection).
 */
export function csvLine(cells: Cells): string {
  return `${cells.map(cellOf).join(",")}\r\n`;
}

function cellOf(cell: string | number | null): string {
  if (typeof cell === "number") return `"${cell}"`;
  const text = cell ?? "";
  const safe = /^\s*[=+\-@]|^[\t\r\n]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}
