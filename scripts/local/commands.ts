import { spawn, type ChildProcess, type SpawnOptions } from "node:child_process";
import { delimiter, isAbsolute, join } from "node:path";

const BIN = join(process.cwd(), "node_modules", ".bin");

/** Switches that keep the tools offline and quiet. */
const QUIET = {
  ASTRO_TELEMETRY_DISABLED: "1",
  WRANGLER_SEND_METRICS: "false",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  X_LOCAL_OBSERVABILITY: "false",
  FORCE_COLOR: "0",
} as const;

/** This process's environment for a tool: its own Node first, no telemetry, and `extra`. */
export function toolEnvironment(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return { ...process.env, ...QUIET, ...extra, PATH: `${BIN}${delimiter}${process.env["PATH"] ?? ""}` };
}

/** `stdout` is the part of `output` that is meant for programs. */
export type Ran = { readonly code: number; readonly output: string; readonly stdout: string };

/** Runs a tool (of node_modules/.bin, or by its path) to its end and answers its exit code and all it printed. */
export function run(tool: string, args: readonly string[], environment = toolEnvironment()): Promise<Ran> {
  const child = launch(tool, args, { env: environment, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  let stdout = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    output += chunk.toString();
    stdout += chunk.toString();
  });
  child.stderr?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? 1, output, stdout }));
  });
}

/** Runs a tool in this terminal, which shows what it says and answers what it asks; throws `Mendable` when it fails. */
export async function runInForeground(
  tool: string,
  args: readonly string[],
  extra: Record<string, string> = {},
): Promise<void> {
  const child = launch(tool, args, { env: toolEnvironment(extra), stdio: "inherit", detached: false });
  const code = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0) throw new Mendable(`"${tool} ${args.join(" ")}" failed.`);
}

/** Starts a tool in a process group of its own, so that `stop` reaches whatever it starts in turn. */
export function launch(tool: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  return spawn(isAbsolute(tool) ? tool : join(BIN, tool), [...args], { detached: true, ...options });
}

const GRACE_MS = 4000;

/** Ends a launched tool and everything it started; resolves when none of it runs any more. */
export async function stop(child: ChildProcess): Promise<void> {
  if (child.pid === undefined) return;
  signal(child.pid, "SIGTERM");
  const patience = Date.now() + GRACE_MS;
  while (Date.now() < patience) {
    if (!signal(child.pid, 0)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  signal(child.pid, "SIGKILL");
}

/** False when no process of the group is left. */
function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-pid, name);
    return true;
  } catch {
    return false;
  }
}

/** A fault that a person can mend: its message is all they need to see. */
export class Mendable extends Error {
  override readonly name = "Mendable";
}

/** Runs a script's main; a `Mendable` fault is printed as one sentence, anything else with its stack. */
export async function main(body: () => Promise<void>): Promise<void> {
  try {
    await body();
  } catch (error) {
    console.error(error instanceof Mendable ? error.message : error);
    process.exitCode = 1;
  }
}
