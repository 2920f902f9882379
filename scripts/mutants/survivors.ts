import type { Mutant } from "./guards.ts";

type Survivor = Pick<Mutant, "file" | "guard" | "replacement"> & { readonly reason: string };

/** Mutants that do what the source does, so that no test can tell them apart, and why. */
const SURVIVORS: readonly Survivor[] = [
  {
    file: "src/auth/access.ts",
    guard: "method === undefined",
    replacement: "false",
    reason: "speaks to the compiler: no row has a cell of the name undefined",
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
