import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { clerkScripts } from "#scripts/local/clerk-scripts.ts";
import { launch, Mendable, toolEnvironment } from "#scripts/local/commands.ts";
import { frontendApiHostOf } from "#src/lib/config.ts";
import { STATE, type Ports } from "#scripts/local/settings.ts";

/** A server that was started, and where it listens. */
export type Server = {
  readonly name: string;
  readonly url: string;
  readonly process: ChildProcess;
  /** The lines it has said and that are not shown yet. */
  readonly said: readonly string[];
  /** Prints what it says from now on, after what it has said so far. */
  readonly show: () => void;
};

export function startClerkLocal(ports: Pick<Ports, "site" | "clerkLocal">): Server {
  const flags = wranglerFlags(ports.clerkLocal, `${STATE}/clerk-local`);
  return started({
    name: "clerk-local",
    url: `http://127.0.0.1:${ports.clerkLocal}`,
    command: `wrangler dev --config clerk-local/wrangler.toml ${flags} --log-level log`,
    more: ["--assets", clerkScripts(), "--var", ...siteVars(ports)],
    // Its codes are sent by printing them; wrangler prints them among a line for each request.
    voice: "clerk-local: ",
  });
}

function siteVars({ site }: Pick<Ports, "site">): string[] {
  const origin = `http://localhost:${site}`;
  return [`APP_ORIGIN:${origin}`, `WEBHOOK_ENDPOINT:${origin}/api/webhooks/clerk`];
}

/** The service that forecasts, for tokens of clerk-local's instance. */
export function startExternalApi(ports: Ports, settings: Readonly<Record<string, string>>): Server {
  const flags = wranglerFlags(ports.externalApi, `${STATE}/external-api`);
  const vars = {
    ISSUER: `https://${frontendApiHostOf(settings["PUBLIC_CLERK_PUBLISHABLE_KEY"] ?? "")}`,
    AUTHORIZED_PARTIES: settings["APP_ORIGIN"] ?? "",
    KEY_SET_URL: `http://127.0.0.1:${ports.clerkLocal}/.well-known/jwks.json`,
  };
  return started({
    name: "external-api",
    url: `http://127.0.0.1:${ports.externalApi}`,
    command: `wrangler dev --config external-api/wrangler.toml ${flags} --log-level warn`,
    more: Object.entries(vars).flatMap(([name, value]) => ["--var", `${name}:${value}`]),
  });
}

/** The built site, as `npx wrangler dev` runs it. */
export function startBuiltSite(ports: Ports, settings: Record<string, string>): Server {
  const flags = wranglerFlags(ports.site, STATE);
  const command = `wrangler dev --config dist/server/wrangler.json ${flags} --log-level warn`;
  return started({ name: "site", url: `http://localhost:${ports.site}`, command, settings });
}

/** The site from its sources, with hot reload. */
export function startDevSite(ports: Ports, settings: Record<string, string>): Server {
  const command = `astro dev --port ${ports.site} --host localhost`;
  return started({ name: "site", url: `http://localhost:${ports.site}`, command, settings });
}

/** `state` is that server's alone: each opens all of it at its start, and one that finds it locked just then ends. */
function wranglerFlags(port: number, state: string): string {
  const listen = `--port ${port} --ip 127.0.0.1 --inspector-port 0`;
  return `${listen} --persist-to ${state} --show-interactive-dev-session=false`;
}

type Start = {
  readonly name: string;
  readonly url: string;
  /** Words without spaces of their own. */
  readonly command: string;
  readonly more?: readonly string[];
  readonly settings?: Record<string, string>;
  /** How the lines of its output that are worth showing begin. Warnings and errors always are. */
  readonly voice?: string;
};

function started({ name, url, command, more = [], settings = {}, voice = "" }: Start): Server {
  const [tool = "", ...args] = command.split(" ");
  const child = launch(tool, [...args, ...more], {
    env: toolEnvironment({ ...settings, NO_COLOR: "1" }),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said: string[] = [];
  let print = (line: string): unknown => said.push(line);
  onLine(child.stdout, (line) => line.startsWith(voice) && print(`[${name}] ${line.slice(voice.length)}`));
  onLine(child.stderr, (line) => print(`[${name}] ${line}`));
  const show = () => {
    print = console.log;
    said.splice(0).forEach((line) => console.log(line));
  };
  return { name, url, process: child, said, show };
}

function onLine(stream: ChildProcess["stdout"], listener: (line: string) => void): void {
  if (stream === null) return;
  createInterface({ input: stream }).on("line", (line) => line.trim() !== "" && listener(line));
}

const PATIENCE_MS = 60_000;

/** Resolves when the server answers; throws, with what it said, when it ends or stays silent. */
export async function untilReady({ name, url, process: child, said }: Server): Promise<void> {
  const patience = Date.now() + PATIENCE_MS;
  while (Date.now() < patience && child.exitCode === null) {
    if (await answers(url)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const fault =
    child.exitCode === null ? `did not answer at ${url} within a minute` : "ended before it was ready";
  throw new Mendable([...said, `${name} ${fault}.`].join("\n"));
}

async function answers(url: string): Promise<boolean> {
  try {
    await fetch(url, { redirect: "manual" });
    return true;
  } catch {
    return false;
  }
}

/** Waits for a server to end by itself, which is a fault: throws then. */
export async function untilOneEnds(servers: readonly Server[]): Promise<never> {
  const ended = await new Promise<string>((resolve) => {
    for (const { name, process: child } of servers) child.once("exit", () => resolve(name));
  });
  throw new Mendable(`${ended} ended by itself; the rest is stopped too.`);
}
