import { step } from "#scripts/local/session.ts";
import type { Controls } from "#clerk-local/controls/table.ts";
import { controlOf } from "#test/support/clerk-local.ts";
import { buildWorkers } from "./build.ts";
import { inspect } from "./inspect.ts";
import { measure } from "./measure.ts";
import { writeReport, type Contestant } from "./report.ts";
import { signedInHeaders } from "./request.ts";
import { startTarget, type RunningTarget } from "./target.ts";
import { targets } from "./targets.ts";

export type BenchOptions = { readonly repetitions: number; readonly seconds: number };

type Runner = { readonly target: RunningTarget; readonly contestant: Contestant };

const WARM_UP_SECONDS = 2;

/** Builds the rivals, counts what a view of each costs, loads them in turn, and writes the table. */
export async function runBench(options: BenchOptions): Promise<void> {
  await buildWorkers();
  const running: RunningTarget[] = [];
  try {
    await step("Starting a workerd for each", async () => {
      for (const target of targets()) running.push(await startTarget(target));
    });
    // Every clerk-local signs with the same key.
    const [first] = running;
    if (first === undefined) throw new Error("there is nothing to measure");
    const clerk = controlOf(first.miniflare);
    const runners = await inspectAll(running, clerk);
    await measureAll(runners, clerk, options);
    writeReport(
      runners.map(({ contestant }) => contestant),
      options,
    );
  } finally {
    await Promise.all(running.map(({ miniflare }) => miniflare.dispose()));
  }
}

async function inspectAll(running: readonly RunningTarget[], clerk: Controls): Promise<Runner[]> {
  const runners: Runner[] = [];
  await step("Counting what one view costs", async () => {
    for (const target of running) {
      const { rival, name } = target;
      const inspection = await inspect(target, await signedInHeaders(clerk));
      runners.push({ target, contestant: { rival, name, inspection, measurements: [] } });
    }
  });
  const [bare, site] = runners.map(({ contestant }) => contestant.inspection.statements.join(";\n"));
  if (bare !== site) throw new Error(`the bare Worker asks D1\n${bare}\nand the site\n${site}`);
  return runners;
}

/** Fills in the measurements, in rounds: what disturbs the machine for a while disturbs all of them. */
async function measureAll(
  runners: readonly Runner[],
  clerk: Controls,
  { repetitions, seconds }: BenchOptions,
): Promise<void> {
  for (let round = 0; round <= repetitions; round += 1) {
    const isWarmUp = round === 0;
    for (const { target, contestant } of rotated(runners, round)) {
      showProgress(isWarmUp ? "Warming up" : `Round ${round} of ${repetitions}`, target.name);
      const headers = await signedInHeaders(clerk);
      const measurement = await measure(target, headers, isWarmUp ? WARM_UP_SECONDS : seconds);
      if (!isWarmUp) contestant.measurements.push(measurement);
    }
  }
  process.stdout.write("\n");
}

/** Each round begins with another one. */
function rotated<Item>(items: readonly Item[], by: number): Item[] {
  const at = by % items.length;
  return [...items.slice(at), ...items.slice(0, at)];
}

function showProgress(what: string, name: string): void {
  process.stdout.write(`\r${`${what}: ${name}`.padEnd(70)}`);
}
