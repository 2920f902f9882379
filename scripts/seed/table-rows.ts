import { createHash } from "node:crypto";

/** A table's name and its rows, all with the same columns in the same order. */
export type TableRows = {
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: Iterable<SeedRow>;
  readonly length: number;
};

export type SeedRow = readonly (string | number | null)[];

export type SeedOrganization = {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly createdAtMs: number;
  readonly members: readonly { readonly userId: string; readonly role: string }[];
};

export type SeedTask = {
  readonly id: string;
  readonly title: string;
  readonly status: string;
  readonly author: string;
  readonly createdAtMs: number;
};

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
/** Yesterday at nine, UTC: reports speak of the last 30 days, so a seed of a fixed day would grow stale. */
export const NEWEST_MS = Math.floor(Date.now() / DAY_MS) * DAY_MS - DAY_MS + 9 * HOUR_MS;

export function listed(rows: SeedRow[]): Pick<TableRows, "rows" | "length"> {
  return { rows, length: rows.length };
}

/** Characters of base32 (a-z2-7), the same for the same text. */
export function digest(text: string, length: number): string {
  const bytes = createHash("sha256").update(text).digest();
  return Array.from(bytes.subarray(0, length), (byte) =>
    "abcdefghijklmnopqrstuvwxyz234567".charAt(byte & 31),
  ).join("");
}
