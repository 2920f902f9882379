import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { parseArgs, parseEnv } from "node:util";
import { Mendable } from "./commands.ts";

export type Ports = { readonly site: number; readonly clerkLocal: number; readonly externalApi: number };

/** Where the local D1 keeps its files, for every tool of this checkout; below it, each other server its own. */
export const STATE = ".wrangler/state";

const DEFAULT_PORTS: Ports = { site: 8787, clerkLocal: 8788, externalApi: 8789 };

/** The site's settings for a run beside clerk-local, from clerk-local/site.env, on these ports. */
export function siteSettings(ports: Ports): Record<string, string> {
  const text = readFileSync("clerk-local/site.env", "utf8");
  const clerkLocal = `http://127.0.0.1:${ports.clerkLocal}`;
  return {
    ...parseSettings(text),
    APP_ORIGIN: `http://localhost:${ports.site}`,
    CLERK_API_URL: clerkLocal,
    CLERK_FAPI_URL: clerkLocal,
    EXTERNAL_API_URL: `http://127.0.0.1:${ports.externalApi}`,
  };
}

function parseSettings(text: string): Record<string, string> {
  const pairs = Object.entries(parseEnv(text));
  return Object.fromEntries(pairs.map(([name, value]) => [name, value ?? ""]));
}

/** `--port N` of the command line: the site takes N, clerk-local and external-api the next two. */
export function portsFrom(args: readonly string[]): Ports {
  const { port } = parseArgs({ args: [...args], options: { port: { type: "string" } } }).values;
  if (port === undefined) return DEFAULT_PORTS;
  const site = Number(port);
  if (!Number.isInteger(site) || site < 1024 || site > 65_000) {
    throw new Mendable("--port takes a number from 1024 to 65000, such as --port 9000.");
  }
  return { site, clerkLocal: site + 1, externalApi: site + 2 };
}

/** Throws, naming the port and the way out, when one of them is taken. */
export async function refuseBusyPorts(ports: readonly number[]): Promise<void> {
  for (const port of ports) {
    if (await isBusy(port)) {
      throw new Mendable(
        `Port ${port} is in use: stop what uses it, or choose another with "-- --port 9000" (the site's; clerk-local and external-api take the two above).`,
      );
    }
  }
}

async function isBusy(port: number): Promise<boolean> {
  const answers = await Promise.all(["127.0.0.1", "::1"].map((host) => accepts(host, port)));
  return answers.includes(true);
}

function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
