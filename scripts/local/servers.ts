import type { ChildProcess } from "node:child_process";
import { launch, Mendable, stop, toolEnvironment } from "#scripts/local/commands.ts";
import { STATE, type Ports } from "#scripts/local/settings.ts";

/** A server that was started, and where it listens. */
export type Server = { readonly name: string; readonly url: string; readonly process: ChildProcess };

export function startClerkLocal(ports: Ports): Server {
  return started({
    name: "clerk-local",
    url: `http://127.0.0.1:${ports.clerkLocal}`,
    command: `wrangler dev --config clerk-local/wrangler.toml ${wranglerFlags(ports.clerkLocal)}`,
    more: ["--var", `APP_ORIGIN:http://localhost:${ports.site}`],
  });
}

/** The built site, as `npx wrangler dev` runs it. */
export function startBuiltSite(ports: Ports, settings: Record<string, string>): Server {
  const command = `wrangler dev --config dist/server/wrangler.json ${wranglerFlags(ports.site)}`;
  return started({ name: "site", url: `http://localhost:${ports.site}`, command, settings });
}

/** The site from its sources, with hot reload. */
export function startDevSite(ports: Ports, settings: Record<string, string>): Server {
  const command = `astro dev --port ${ports.site} --host localhost`;
  return started({ name: "site", url: `http://localhost:${ports.site}`, command, settings });
}

function wranglerFlags(port: number): string {
  const listen = `--port ${port} --ip 127.0.0.1 --inspector-port 0`;
  return `${listen} --persist-to ${STATE} --show-interactive-dev-session=false --log-level warn`;
}

type Start = {
  readonly name: string;
  readonly url: string;
  /** Words without spaces of their own. */
  readonly command: string;
  readonly more?: readonly string[];
  readonly settings?: Record<string, string>;
};

function started({ name, url, command, more = [], settings = {} }: Start): Server {
  const [tool = "", ...args] = command.split(" ");
  const child = launch(tool, [...args, ...more], {
    env: toolEnvironment(settings),
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => relay(name, chunk.toString()));
  }
  return { name, url, process: child };
}

function relay(name: string, text: string): void {
  for (const line of text.split("\n")) {
    if (line.trim() !== "") console.log(`[${name}] ${line}`);
  }
}

const PATIENCE_MS = 60_000;

/** Resolves when the server answers; throws when it ends or stays silent. */
export async function untilReady({ name, url, process: child }: Server): Promise<void> {
  const patience = Date.now() + PATIENCE_MS;
  while (Date.now() < patience) {
    if (child.exitCode !== null) throw new Mendable(`${name} ended before it was ready (see above).`);
    if (await answers(url)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Mendable(`${name} did not answer at ${url} within a minute.`);
}

async function answers(url: string): Promise<boolean> {
  try {
    await fetch(url, { redirect: "manual" });
    return true;
  } catch {
    return false;
  }
}

/** Resolves when a signal asks to end or one of the servers ends by itself; then none of them runs. */
export async function untilStopped(servers: readonly Server[]): Promise<void> {
  const ended = await new Promise<Server | null>((resolve) => {
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(name, () => resolve(null));
    for (const server of servers) server.process.once("exit", () => resolve(server));
  });
  await stopAll(servers);
  if (ended !== null) throw new Mendable(`${ended.name} ended by itself; the rest was stopped.`);
}

export async function stopAll(servers: readonly Server[]): Promise<void> {
  await Promise.all(servers.map((server) => stop(server.process)));
}
