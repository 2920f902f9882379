/**
 * One line of CSV (RFC 4180), every cell quoted. A cell that a spreadsheet would take for a formula gets an
 * apostrophe in front (owasp.org/www-community/attacks/CSV_Injection).
 */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(cellOf).join(",")}\r\n`;
}

function cellOf(cell: string | number | null): string {
  if (typeof cell === "number") return `"${cell}"`;
  const text = cell ?? "";
  const safe = /^\s*[=+\-@]|^[\t\r\n]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}
