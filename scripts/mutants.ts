import { mkdirSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { main, Mendable } from "#scripts/local/commands.ts";
import { step } from "#scripts/local/session.ts";
import { KINDS, listMutants, type Mutant } from "#scripts/mutants/guards.ts";
import { reportOf, type Judged } from "#scripts/mutants/report.ts";
import { reasonToSurvive } from "#scripts/mutants/survivors.ts";
import { copyCheckout, expectSound, judge } from "#scripts/mutants/verdict.ts";

/**
 * Takes every guard of the site away, one at a time, and lets the tests look for it: `npm run mutants`, hours for
 * all; `-- --kind tenant,role,origin` for some, `-- --list` to see them. Fails when one survives without a reason.
 */
await main(async () => {
  const { values } = parseArgs({
    options: { kind: { type: "string" }, list: { type: "boolean", default: false } },
  });
  const kinds = values.kind?.split(",") ?? KINDS;
  const mutants = listMutants().filter(({ kind }) => kinds.includes(kind));
  if (mutants.length === 0) throw new Mendable(`There are these kinds of guards: ${KINDS.join(", ")}.`);
  if (values.list) {
    for (const mutant of mutants) console.log(nameOf(mutant));
    return;
  }
  const judged: Judged[] = [];
  const folder = await copyCheckout();
  await step("Testing the source as it is", () => expectSound("src/db/tenant-scope.ts", folder));
  for (const mutant of mutants) {
    const reason = reasonToSurvive(mutant);
    const verdict = reason === null ? await judge(mutant, folder) : { killedBy: null, seconds: 0 };
    judged.push({ mutant, ...verdict, reason });
    const outcome = verdict.killedBy ?? reason ?? "SURVIVED";
    console.log(
      `${judged.length} of ${mutants.length} · ${verdict.seconds.toFixed(0)} s · ${nameOf(mutant)} · ${outcome}`,
    );
  }
  mkdirSync("test-results", { recursive: true });
  writeFileSync("test-results/mutants.md", reportOf(judged));
  console.log(`\n${reportOf(judged)}\nKept as test-results/mutants.md.`);
  const survivors = judged.filter(({ killedBy, reason }) => killedBy === null && reason === null);
  if (survivors.length > 0) throw new Mendable(`${survivors.length} guards are missed by no test.`);
});

function nameOf({ kind, file, line, guard, replacement }: Mutant): string {
  return `${kind} · ${file}:${line} · ${guard} → ${replacement}`;
}
