import { type GivenRole, isGivenRole } from "#src/auth/roles.ts";
import {
  MAX_EMAIL_LENGTH,
  MAX_LIST_BYTES,
  MAX_LISTED,
  parseEmail,
  type Reason,
} from "#src/features/invitations/invitation.ts";
import { fail, ok, type Result } from "#src/lib/result.ts";

/** One address of a list, or what stood in its place. */
export type ListEntry = {
  /** Counted from 1. */
  readonly line: number;
  /** The address in lower case; what was written, where it is none. */
  readonly email: string;
  readonly role: GivenRole;
  readonly reason: Extract<Reason, "not-an-address" | "unknown-role" | "twice"> | null;
};

export type ListFault = "empty" | "too-long";

type Columns = { readonly email: number; readonly role: number };

/**
 * A list as people paste it, or a CSV file: addresses one under the other or between commas, semicolons or tabs,
 * bare or as `Name <address>`, with a role beside them where it differs from `role`. A first line that names its
 * columns says where addresses and roles stand; other columns are then left alone.
 */
export function parseInvitationList(text: string, role: GivenRole): Result<readonly ListEntry[], ListFault> {
  if (new TextEncoder().encode(text).length > MAX_LIST_BYTES) return fail("too-long");
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/);
  const head = lines.findIndex((line) => line.trim() !== "");
  const columns = columnsOf(cellsOf(lines[head] ?? ""));
  const found = lines.flatMap((line, at) => {
    if (at === head && columns !== null) return [];
    const cells = cellsOf(line);
    const entries = columns === null ? entriesOf(cells, role) : entryAt(cells, columns, role);
    return entries.map((entry) => ({ line: at + 1, ...entry }));
  });
  if (found.length === 0) return fail("empty");
  return found.length > MAX_LISTED ? fail("too-long") : ok(markRepeated(found));
}

type Entry = Omit<ListEntry, "line">;

function columnsOf(cells: readonly string[]): Columns | null {
  const names = cells.map((cell) => cell.toLowerCase());
  if (names.some((name) => name.includes("@"))) return null;
  const email = names.findIndex((name) => /^e-?mail(?:[ _-]?address(?:es)?)?$/.test(name));
  return email === -1 ? null : { email, role: names.indexOf("role") };
}

function entryAt(cells: readonly string[], columns: Columns, role: GivenRole): Entry[] {
  const address = cells[columns.email] ?? "";
  const named = cells[columns.role] ?? "";
  if (cells.every((cell) => cell === "")) return [];
  const given = named === "" ? role : roleOf(named);
  return [entryOf(address === "" ? cells.join(", ") : address, given)];
}

/** Without named columns each cell is an address, but for a role beside one. */
function entriesOf(cells: readonly string[], role: GivenRole): Entry[] {
  const filled = cells.filter((cell) => cell !== "");
  const named = filled.length > 1 ? filled.map(roleOf).find((each) => each !== null) : undefined;
  return filled
    .filter((cell) => named === undefined || roleOf(cell) === null)
    .map((cell) => entryOf(cell, named ?? role));
}

function entryOf(cell: string, role: GivenRole | null): Entry {
  const address = /<([^<>]*)>\s*$/.exec(cell)?.[1] ?? cell.replace(/^mailto:/i, "");
  const email = parseEmail(address);
  const written = email ?? cell.slice(0, MAX_EMAIL_LENGTH);
  if (email === null) return { email: written, role: role ?? "org:member", reason: "not-an-address" };
  return { email, role: role ?? "org:member", reason: role === null ? "unknown-role" : null };
}

function roleOf(cell: string): GivenRole | null {
  const key = `org:${cell.toLowerCase().replace(/^org:/, "")}`;
  return isGivenRole(key) ? key : null;
}

/** The cells of a line; quoted ones may hold separators. Commas are part of names where semicolons or tabs separate. */
function cellsOf(line: string): string[] {
  const bare = line.replaceAll(/"[^"]*"/g, "");
  const separator = bare.includes("\t") ? "\t" : bare.includes(";") ? ";" : ",";
  const cells = [""];
  let isQuoted = false;
  for (const character of line) {
    if (character === '"') isQuoted = !isQuoted;
    else if (character === separator && !isQuoted) cells.push("");
    else cells.push((cells.pop() ?? "") + character);
  }
  return cells.map((cell) => cell.trim());
}

function markRepeated(entries: readonly ListEntry[]): ListEntry[] {
  const seen = new Set<string>();
  return entries.map((entry) => {
    if (entry.reason !== null) return entry;
    if (seen.has(entry.email)) return { ...entry, reason: "twice" };
    seen.add(entry.email);
    return entry;
  });
}
