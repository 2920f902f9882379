import type { LeftOut } from "./cells.ts";
import type { Asked } from "./oracles.ts";

/** How many cells were answered, by caller and status, and how many each rule has left out: a line each. */
export function tallyOf(asked: readonly Asked[], leftOut: LeftOut): string[] {
  const statuses = counted(asked.map(({ answer }) => String(answer.status)));
  const byCaller = Map.groupBy(asked, ({ cell }) => cell.caller.name);
  return [
    `matrix: ${asked.length} cells answered: ${listed(statuses)}`,
    ...[...byCaller].map(([caller, theirs]) => {
      const outcomes = counted(theirs.map(({ answer }) => String(answer.status)));
      return `matrix: ${caller}: ${theirs.length} cells: ${listed(outcomes)}`;
    }),
    ...[...leftOut].map(([because, count]) => `matrix: ${count} left out: ${because}`),
  ];
}

function counted(names: readonly string[]): ReadonlyMap<string, number> {
  return new Map([...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]));
}

function listed(counts: ReadonlyMap<string, number>): string {
  const sorted = [...counts].toSorted(([a], [b]) => a.localeCompare(b));
  return sorted.map(([name, count]) => `${count} × ${name}`).join(", ");
}
