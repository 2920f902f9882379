import type { Mutant } from "./guards.ts";

type Survivor = Pick<Mutant, "file" | "guard" | "replacement"> & { readonly reason: string };

/** Mutants that do what the source does, or nearly, so that no test tells them apart, and why. */
const SURVIVORS: readonly Survivor[] = [
  {
    file: "src/auth/access.ts",
    guard: "method === undefined",
    replacement: "false",
    reason: "speaks to the compiler: no row has a cell of the name undefined",
  },
  {
    file: "src/features/invitations/invite-list.ts",
    guard: "4",
    replacement: "(4) * 1000",
    reason: "bounds what one request reads: seen with more than 2,000 open invitations, which no suite makes",
  },
  {
    file: "src/edge/request-gate.ts",
    guard: 'url.search === ""',
    replacement: "false",
    reason: "spares work: without a query nothing is dropped below",
  },
  {
    file: "src/edge/request-gate.ts",
    guard: "url.searchParams.size === length",
    replacement: "false",
    reason: "spares a copy: nothing was dropped",
  },
  {
    file: "src/edge/request-gate.ts",
    guard: "kept.length === cookies.length",
    replacement: "false",
    reason: "spares writing the header anew: the same cookies stand in it",
  },
];

/** Why no test can notice that mutant; null when one has to. */
export function reasonToSurvive({ file, guard, replacement }: Mutant): string | null {
  const found = SURVIVORS.find(
    (each) => each.file === file && each.guard === guard && each.replacement === replacement,
  );
  return found?.reason ?? null;
}
