import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import type { Inspection } from "./inspect.ts";
import { CONNECTIONS, type Measurement } from "./measure.ts";
import type { BenchOptions } from "./run.ts";
import { median } from "./statistics.ts";
import type { Target } from "./target.ts";

/** A target with all that was found out about it. */
export type Contestant = {
  readonly rival: Target["rival"];
  readonly name: string;
  readonly inspection: Inspection;
  /** One of each round. */
  readonly measurements: Measurement[];
};

const FOLDER = "bench/results";

/** Prints the table and keeps it, with every single measurement beside it as JSON. */
export function writeReport(contestants: readonly Contestant[], options: BenchOptions): void {
  const at = new Date().toISOString();
  const name = `${FOLDER}/${at.replaceAll(/[:.]/g, "-")}`;
  const text = reportText(contestants, options);
  const { arch, platform, version: node } = process;
  const machine = { platform, arch, node, cores: cpus().length, cpu: cpus()[0]?.model, load: loadavg() };
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(`${name}.md`, text);
  writeFileSync(`${name}.json`, `${JSON.stringify({ at, options, machine, contestants }, null, 2)}\n`);
  console.log(`\n${text}\nKept as ${name}.md and .json.`);
}

type Column = {
  readonly title: string;
  readonly cell: (contestant: Contestant, first: Contestant) => string;
};

const COLUMNS: readonly Column[] = [
  { title: "", cell: ({ name }) => name },
  { title: "req/s", cell: (one) => fixed(medianOf(one, "requestsPerSecond"), 0) },
  { title: "of bare", cell: (one, first) => fixed(ratioOf(one, first, "requestsPerSecond"), 2) },
  { title: "p50 ms", cell: (one) => fixed(medianOf(one, "p50Ms"), 1) },
  { title: "p99 ms", cell: (one) => fixed(medianOf(one, "p99Ms"), 1) },
  { title: "CPU ms/req", cell: (one) => fixed(medianOf(one, "cpuMs"), 2) },
  { title: "× bare", cell: (one, first) => fixed(ratioOf(one, first, "cpuMs"), 2) },
  { title: "D1 round trips", cell: ({ inspection }) => `${inspection.roundTrips}` },
  { title: "rows read", cell: ({ inspection }) => `${inspection.rowsRead}` },
  { title: "subrequests", cell: ({ inspection }) => `${inspection.subrequests}` },
  { title: "page KiB", cell: ({ inspection }) => fixed(inspection.pageBytes / 1024, 1) },
  { title: "Worker KiB", cell: ({ inspection }) => fixed(inspection.workerKiB, 0) },
  { title: "gzip", cell: ({ inspection }) => fixed(inspection.workerGzipKiB, 0) },
];

/** The table and what it says of Clerk, in Markdown. */
export function reportText(contestants: readonly Contestant[], options: BenchOptions): string {
  const [first] = contestants;
  if (first === undefined) return "";
  const rows = [
    COLUMNS.map(({ title }) => title),
    COLUMNS.map((_, index) => (index === 0 ? "---" : "---:")),
    ...contestants.map((one) => COLUMNS.map(({ cell }) => cell(one, first))),
  ];
  const table = rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
  const { repetitions, seconds } = options;
  return [
    table,
    "",
    shareOfClerk(contestants),
    `Medians of ${repetitions} rounds of ${seconds} s for each; a workerd for each, loaded over ${CONNECTIONS} connections by a thread`,
    "of Node. Other work on the machine spoils every figure: compare within a run, by ratio.",
    "",
  ].join("\n");
}

function shareOfClerk(contestants: readonly Contestant[]): string {
  const cpuOf = (rival: Target["rival"]) => {
    const found = contestants.find((each) => each.rival === rival);
    return found === undefined ? null : medianOf(found, "cpuMs");
  };
  const whole = cpuOf("site");
  const rest = cpuOf("without-clerk");
  if (whole === null || rest === null) return "";
  const share = ((whole - rest) / whole) * 100;
  return `Of Orgstead's ${fixed(whole, 2)} ms of CPU, Clerk's middleware takes ${fixed(whole - rest, 2)} ms (${fixed(share, 0)} %).`;
}

function medianOf({ measurements }: Contestant, key: keyof Measurement): number | null {
  const values = measurements.map((measurement) => measurement[key]);
  return values.some((value) => value === null) ? null : median(values.filter((value) => value !== null));
}

/** The median of each round's own ratio: both sides of it met the same disturbance. */
function ratioOf(one: Contestant, first: Contestant, key: keyof Measurement): number | null {
  const ratios = one.measurements.flatMap((measurement, round) => {
    const own = measurement[key];
    const other = first.measurements[round]?.[key];
    return own === null || other === null || other === undefined ? [] : [own / other];
  });
  return ratios.length === 0 ? null : median(ratios);
}

function fixed(value: number | null, digits: number): string {
  return value === null ? "–" : value.toFixed(digits);
}
