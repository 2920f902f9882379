import { execFileSync, spawn, spawnSync } from "node:child_process";
import { expect, onTestFinished } from "vitest";
import { newcomerEnvironment } from "#test/support/project-copy.ts";

export type Ended = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

/** An npm command in a terminal of its own. */
export type NpmRun = {
  /** What it has printed. */
  readonly said: () => string;
  /** Waits until it has printed that, and answers the match; fails with what it did print. */
  readonly until: (pattern: RegExp) => Promise<RegExpExecArray>;
  /** Sends the signal to npm alone, to the script alone, or as a terminal does: to every process in front. */
  readonly signal: (name: NodeJS.Signals, to: "npm" | "script" | "terminal") => void;
  /** The process of the script that npm runs. */
  readonly script: () => number;
  /** The command lines of all it runs. */
  readonly commands: () => string[];
  readonly ended: Promise<Ended>;
  /** Waits until no process of it is left, whatever group it moved to; fails with those that are. */
  readonly expectNothingLeft: () => Promise<void>;
};

const START_MS = 120_000;
const END_MS = 20_000;

export function npmRun(folder: string, words: readonly string[]): NpmRun {
  const child = spawn("npm", words, {
    cwd: folder,
    env: { ...newcomerEnvironment(), WRANGLER_REGISTRY_PATH: `${folder}/.wrangler/registry` },
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const npm = child.pid;
  if (npm === undefined) throw new Error("npm could not be started");
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
  }
  const ended = new Promise<Ended>((resolve) => {
    child.once("close", (code, signal) => resolve({ code, signal }));
  });
  const family = new Set([npm]);
  const remember = () => descendantsOf(npm).forEach(({ pid }) => family.add(pid));
  const left = () => processes().filter(({ pid }) => family.has(pid));
  onTestFinished(() => {
    // A test that failed may leave it running.
    remember();
    spawnSync("kill", ["-KILL", ...left().map(({ pid }) => String(pid))]);
  });
  return {
    said: () => said,
    until: async (pattern) => {
      const heard = expect.poll(() => said, { timeout: START_MS, interval: 50 }).toMatch(pattern);
      await Promise.race([heard, ended]);
      return pattern.exec(said) ?? expect.fail(`it ended and had said:\n${said}`);
    },
    signal: (name, to) => {
      remember();
      process.kill(to === "npm" ? npm : to === "terminal" ? -npm : scriptOf(npm), name);
    },
    script: () => scriptOf(npm),
    commands: () => descendantsOf(npm).map(({ command }) => command),
    ended,
    expectNothingLeft: () => expect.poll(left, { timeout: END_MS, interval: 100 }).toEqual([]),
  };
}

type Process = { readonly pid: number; readonly parent: number; readonly command: string };

/** Every process that runs; one that has ended and waits for its parent to notice does not. */
function processes(): Process[] {
  const lines = execFileSync("ps", ["-A", "-o", "pid=,ppid=,stat=,args="], { encoding: "utf8" }).split("\n");
  return lines.flatMap((line) => {
    const [, pid, parent, state = "Z", command = ""] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    return state.startsWith("Z") ? [] : [{ pid: Number(pid), parent: Number(parent), command }];
  });
}

function descendantsOf(root: number): Process[] {
  const all = processes();
  const found = all.filter(({ pid }) => pid === root);
  // Grows while it is walked.
  for (const { pid } of found) found.push(...all.filter(({ parent }) => parent === pid));
  return found;
}

function scriptOf(npm: number): number {
  const script = descendantsOf(npm).find(({ command }) => command.startsWith("node scripts/run.mjs"));
  return script?.pid ?? expect.fail("npm runs no script");
}
