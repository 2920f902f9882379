import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { LEAKS } from "#scripts/leaks/leaks.ts";
import { KINDS, listMutants } from "#scripts/mutants/guards.ts";

// `npm run leaks` and `npm run mutants` take too long to be asked each time; that they fit the source can be.

test("every leak finds its places in the source, in turn and each once", () => {
  for (const { name, edits } of LEAKS) {
    const sources = new Map<string, string>();
    for (const { file, from, to } of edits) {
      const parts = (sources.get(file) ?? readFileSync(file, "utf8")).split(from);
      expect(parts, `${name}: ${from}`).toHaveLength(2);
      sources.set(file, parts.join(to));
    }
  }
});

test("there are guards of every kind to take away, and none is listed twice", () => {
  const mutants = listMutants();
  expect([...new Set(mutants.map(({ kind }) => kind))].toSorted()).toEqual([...KINDS].toSorted());
  const names = mutants.map(({ file, start, end, replacement }) => [file, start, end, replacement].join());
  expect(names).toHaveLength(new Set(names).size);
});
