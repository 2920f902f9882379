import { readdirSync, readFileSync } from "node:fs";

/** What one request asked of D1 and of the network. */
export type Counts = {
  readonly roundTrips: number;
  readonly rowsRead: number;
  /** Rows, by all statements together. */
  readonly changes: number;
  readonly subrequests: number;
  readonly statements: readonly string[];
};

/** A built Worker's modules for Miniflare, the entry first; tapped, with tap.mjs before it, which counts if told so. */
export function modulesOf(root: string, { tapped }: { readonly tapped: boolean }) {
  const files = readdirSync(root, { recursive: true, encoding: "utf8" });
  const built = files
    .filter((file) => file.endsWith(".mjs"))
    .toSorted((a, b) => Number(b === "entry.mjs") - Number(a === "entry.mjs"))
    .map((file) => ({ type: "ESModule" as const, path: `${root}/${file}` }));
  if (!tapped) return built;
  const contents = readFileSync("test/support/tap.mjs", "utf8");
  return [{ type: "ESModule" as const, path: `${root}/tap.mjs`, contents }, ...built];
}

/** What a tapped Worker's answer cost. */
export function countsOf(headers: { get: (name: string) => string | null }): Counts {
  const text = headers.get("x-tap");
  if (text === null) throw new Error("the answer does not come from a tapped Worker");
  // As tap.mjs writes them.
  return JSON.parse(text) as Counts;
}
