import type { ChildProcess } from "node:child_process";
import { launch, Mendable, stop, toolEnvironment } from "#scripts/local/commands.ts";
import { STATE, type Ports } from "#scripts/local/settings.ts";

/** A server that was started, and where it listens. */
export type Server = { readonly name: string; readonly url: string; readonly process: ChildProcess };

export function startClerkLocal(ports: Ports): Server {
  return started("clerk-local", `http://127.0.0.1:${ports.clerkLocal}`, "wrangler", [
    ...["dev", "--config", "clerk-local/wrangler.toml", "--port", `${ports.clerkLocal}`, "--ip", "127.0.0.1"],
    ...["--persist-to", STATE, "--var", `APP_ORIGIN:http://localhost:${ports.site}`],
    ...["--show-interactive-dev-session=false", "--inspector-port", "0"],
  ]);
}

/** The built site, as `npx wrangler dev` runs it. */
export function startBuiltSite(ports: Ports, settings: Record<string, string>): Server {
  return started(
    "site",
    `http://localhost:${ports.site}`,
    "wrangler",
    [
      ...["dev", "--config", "dist/server/wrangler.json", "--port", `${ports.site}`, "--ip", "localhost"],
      ...["--persist-to", STATE, "--show-interactive-dev-session=false", "--inspector-port", "0"],
    ],
    settings,
  );
}

/** The site from its sources, with hot reload. */
export function startDevSite(ports: Ports, settings: Record<string, string>): Server {
  const args = ["dev", "--port", `${ports.site}`, "--host", "localhost"];
  return started("site", `http://localhost:${ports.site}`, "astro", args, settings);
}

function started(
  name: string,
  url: string,
  tool: string,
  args: readonly string[],
  settings: Record<string, string> = {},
): Server {
  const process = launch(tool, args, {
    env: toolEnvironment(settings),
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [process.stdout, process.stderr]) {
    stream?.on("data", (chunk: Buffer) => relay(name, chunk.toString()));
  }
  return { name, url, process };
}

/** What a server's own start-up says is of no use to the reader, who is told one address by us. */
const CHATTER = /wrangler|─|Ready on|^\s*$|Your Worker|Binding|env\.|Resource|Using secrets|\[b\]|⎔|Local$/;

function relay(name: string, text: string): void {
  for (const line of text.split("\n")) {
    if (!CHATTER.test(line)) console.log(`[${name}] ${line}`);
  }
}

const PATIENCE_MS = 60_000;

/** Resolves when the server answers; throws when it ends or stays silent. */
export async function untilReady({ name, url, process }: Server): Promise<void> {
  const patience = Date.now() + PATIENCE_MS;
  while (Date.now() < patience) {
    if (process.exitCode !== null) throw new Mendable(`${name} ended before it was ready (see above).`);
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
  await Promise.all(servers.map(({ process }) => stop(process)));
}
