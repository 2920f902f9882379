import { spawn, type ChildProcess, type SpawnOptions } from "node:child_process";
import { constants } from "node:os";
import { basename, delimiter, dirname, isAbsolute, join } from "node:path";
import { fail, ok, type Result } from "#src/lib/result.ts";

const BIN = join(process.cwd(), "node_modules", ".bin");
/** Where Node keeps what it has compiled: wrangler and Astro are large, and start often. */
const COMPILED = join(process.cwd(), "node_modules", ".cache", "node");

/** Switches that keep the tools offline and quiet. */
const QUIET = {
  ASTRO_TELEMETRY_DISABLED: "1",
  WRANGLER_SEND_METRICS: "false",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  X_LOCAL_OBSERVABILITY: "false",
} as const;

/** This process's environment for a tool: its own Node first, no telemetry, its code compiled once, and `extra`. */
export function toolEnvironment(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const path = [BIN, dirname(process.execPath), process.env["PATH"]].join(delimiter);
  return { NODE_COMPILE_CACHE: COMPILED, ...process.env, ...QUIET, ...extra, PATH: path };
}

/** `stdout` is the part of `output` that is meant for programs. */
export type Ran = { readonly code: number; readonly output: string; readonly stdout: string };

/** Runs a tool (of node_modules/.bin, or by its path) to its end and answers its exit code and all it printed. */
export function run(
  tool: string,
  args: readonly string[],
  where: Pick<SpawnOptions, "cwd" | "env"> = {},
): Promise<Ran> {
  const child = launch(tool, args, { env: toolEnvironment(), ...where, stdio: ["ignore", "pipe", "pipe"] });
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
  if (code !== 0) throw new Mendable(`"${basename(tool)} ${args.join(" ")}" failed.`);
}

/**
 * What was launched and may still run, and what `kill` takes to reach it: a process or, negative, a group. A
 * signal comes from outside of every call, so this stands outside too.
 */
const launched = new Map<ChildProcess, number>();

/**
 * Starts a tool in a process group of its own (unless `detached` is false), so that `stop` reaches whatever it
 * starts in turn. What still runs when the script's `main` is over is stopped with it.
 */
export function launch(tool: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  const child = spawn(isAbsolute(tool) ? tool : join(BIN, tool), [...args], { detached: true, ...options });
  if (child.pid !== undefined) launched.set(child, options.detached === false ? child.pid : -child.pid);
  child.once("exit", () => {
    if (!signal(child, 0)) launched.delete(child);
  });
  return child;
}

const GRACE_MS = 4000;

/** Ends a launched tool and everything it started; resolves when none of it runs any more. */
export async function stop(child: ChildProcess): Promise<void> {
  // First the tool alone, which ends its own in order: wrangler takes a workerd that is gone for a crash.
  child.kill("SIGTERM");
  const patience = Date.now() + GRACE_MS;
  while (signal(child, 0) && Date.now() < patience) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    if (child.exitCode !== null || child.signalCode !== null) signal(child, "SIGTERM");
  }
  signal(child, "SIGKILL");
  launched.delete(child);
}

/** Goes on reading what it says, so that it never waits to be heard, and drops it. */
function silence({ stdout, stderr }: ChildProcess): void {
  for (const stream of [stdout, stderr]) stream?.removeAllListeners("data").resume();
}

/** False when nothing of it is left. */
function signal(child: ChildProcess, name: NodeJS.Signals | 0): boolean {
  const target = launched.get(child);
  if (target === undefined) return false;
  try {
    process.kill(target, name);
    return true;
  } catch {
    return false;
  }
}

/** A fault that a person can mend: its message is all they need to see. */
export class Mendable extends Error {
  override readonly name = "Mendable";
}

/**
 * Runs a script's main to its end, or until a signal ends it; then nothing it launched runs any more. A
 * `Mendable` fault is printed as one sentence, anything else with its stack.
 */
export async function main(body: () => Promise<void>): Promise<void> {
  // The last resort, for an end that passes by the code below.
  process.once("exit", () => launched.forEach((_, child) => signal(child, "SIGKILL")));
  const ending = await Promise.race([settled(body), askedToEnd()]);
  // What a tool says of its being ended (esbuild prints its stack when wrangler was quicker) is for nobody.
  if (typeof ending === "string") launched.forEach((_, child) => silence(child));
  await Promise.all([...launched.keys()].map(stop));
  if (typeof ending === "string") process.exit(128 + constants.signals[ending]);
  if (ending.ok) return;
  console.error(isMendable(ending.reason) ? ending.reason.message : ending.reason);
  process.exitCode = 1;
}

async function settled(body: () => Promise<void>): Promise<Result<void, unknown>> {
  try {
    return ok(await body());
  } catch (error) {
    return fail(error);
  }
}

function isMendable(error: unknown): error is Error {
  if (error instanceof Mendable) return true;
  // What parseArgs of node:util says of an option that there is not.
  return error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS_");
}

const PARENT_CHECK_MS = 500;

/** Resolves at the first signal that asks to end; a second one does not disturb the cleaning up. */
function askedToEnd(): Promise<NodeJS.Signals> {
  const parent = process.ppid;
  return new Promise((resolve) => {
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, () => resolve(name));
    // npm hands a signal on to its shell, which dies of it without a word to us.
    setInterval(() => process.ppid !== parent && resolve("SIGTERM"), PARENT_CHECK_MS).unref();
  });
}
