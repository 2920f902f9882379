import { readFile, rm } from "node:fs/promises";
import { relative } from "node:path";
import { findChromium } from "#scripts/local/chromium.ts";
import { main, Mendable, runInForeground } from "#scripts/local/commands.ts";

const REPORT = "test-results/vitest.json";
/** What the model has to say (test/model/extent.ts). */
const MODEL_REPORT = "test-results/model.txt";
/** Of what a failure says, in the summary. */
const LINES = 15;

/**
 * Everything CI runs: `npm run check` with a build, then every test. `--full` plays the model for as long as it takes
 * (`npm run test:full`); `--seed` plays that seed again. Other arguments go to vitest and skip the rest.
 */
await main(async () => {
  const { isFull, seed, only } = askedFor(process.argv.slice(2));
  // Beside each other: where Chromium has to be installed, that takes as long. A failed check waits until it is.
  const checked = only.length === 0 ? checkAndBuild() : Promise.resolve();
  checked.catch(() => {});
  const chromium = await findChromium();
  await checked;
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${REPORT}`];
  await rm(MODEL_REPORT, { force: true });
  const passed = await runInForeground("vitest", ["run", ...reporters, ...only], {
    CHROMIUM_PATH: chromium,
    ...(isFull && { MODEL_EXTENT: "long" }),
    ...(seed !== undefined && { MODEL_SEED: seed }),
  }).then(
    () => true,
    () => false,
  );
  const report: unknown = JSON.parse(await readFile(REPORT, "utf8"));
  // Of a part, tests are left out because somebody chose so; of all, because this system lacks something.
  console.log(await readFile(MODEL_REPORT, "utf8").catch(() => ""));
  if (only.length === 0) for (const name of namesOf(report, "skipped")) console.log(`SKIPPED: ${name}`);
  for (const name of namesOf(report, "failed")) console.log(`FAILED: ${name}`);
  console.log(`${countOf(report, "numPassedTests")} passed, ${countOf(report, "numFailedTests")} failed`);
  if (!passed) throw new Mendable("Some tests failed.");
});

function checkAndBuild(): Promise<void> {
  return runInForeground(process.execPath, ["scripts/run.mjs", "check", "--build"]);
}

function askedFor(args: readonly string[]) {
  const at = args.indexOf("--seed");
  const own = new Set(["--full", ...(at < 0 ? [] : args.slice(at, at + 2))]);
  return {
    isFull: args.includes("--full"),
    seed: at < 0 ? undefined : args[at + 1],
    only: args.filter((each) => !own.has(each)),
  };
}

function countOf(report: unknown, name: string): number {
  const value = typeof report === "object" && report !== null ? Reflect.get(report, name) : undefined;
  if (typeof value !== "number") throw new Error(`the report of the tests has no ${name}`);
  return value;
}

function namesOf(report: unknown, wanted: "skipped" | "failed"): string[] {
  // vitest's file in Jest's format; of it, what is looked at here.
  const { testResults } = report as { testResults: TestFile[] };
  return testResults.flatMap(({ name, status, assertionResults }) => {
    const file = relative(".", name);
    const tests = assertionResults.filter((test) => test.status === wanted);
    // A file that fails before its first test has none to name.
    if (tests.length === 0 && status === wanted) return [file];
    return tests.map(({ fullName, failureMessages }) =>
      [`${file}: ${fullName}`, ...firstLines(failureMessages)].join("\n  "),
    );
  });
}

/** Without the stack; what a program had printed may stand in it. */
function firstLines(messages: readonly string[]): string[] {
  return messages.flatMap((message) => message.split("\n").filter(isWorthwhile).slice(0, LINES));
}

function isWorthwhile(line: string): boolean {
  return line.trim() !== "" && !/^\s+at /.test(line);
}

type TestFile = {
  readonly name: string;
  readonly status: string;
  readonly assertionResults: readonly TestResult[];
};

type TestResult = {
  readonly status: string;
  readonly fullName: string;
  readonly failureMessages: readonly string[];
};
