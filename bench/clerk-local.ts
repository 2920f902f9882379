import { once } from "node:events";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import type { Controls } from "#clerk-local/controls/table.ts";
import { startClerkLocal, untilReady } from "#scripts/local/servers.ts";
import { step } from "#scripts/local/session.ts";
import { setup as bundleClerkLocal } from "#test/support/build-clerk-local.ts";
import { clerkLocalUrl, clerkLocalWorkers, controlOf } from "#test/support/clerk-local.ts";
import { ACME, ADA } from "#test/support/people.ts";
import { settingsFor } from "#test/support/site.ts";
import { runLoad, type Load } from "./load.ts";
import { childProcesses, residentMiB } from "./process-cpu.ts";
import { median, percentile } from "./statistics.ts";

type Endpoint = Pick<Load, "method" | "path"> & { readonly name: string };

const STARTS = 5;
const ROUNDS = 5;
const LOAD_SECONDS = 3;
const WARM_UP_SECONDS = 1;
const CONNECTIONS = 16;
const SESSIONS = 10_000;
const AT_ONCE = 8;
const SITE = "http://localhost:8787";
const PORTS = { site: 8795, clerkLocal: 8796 };

/** Prints how long clerk-local takes to start, what it serves per second, and what many sessions cost it. */
export async function runClerkLocalBench(): Promise<void> {
  await step("Bundling clerk-local", bundleClerkLocal);
  const wrangler = await timesOf("Starting it by wrangler dev", startByWrangler);
  const bundled = await timesOf("Starting its bundle in workerd", startBundle);
  const lines = [
    `ready after ${seconds(wrangler)} s by wrangler dev, ${seconds(bundled)} s from its bundle`,
    ...(await underLoad()),
  ];
  console.log(`\n${lines.map((line) => `- ${line}`).join("\n")}\n\nMedians of ${STARTS} starts and of`);
  console.log(`${ROUNDS} rounds of ${LOAD_SECONDS} s over ${CONNECTIONS} connections from a thread of Node.`);
}

/** How long each start took, in milliseconds; `start` answers how to end what it started. */
async function timesOf(what: string, start: () => Promise<() => Promise<unknown>>): Promise<number[]> {
  const timesMs: number[] = [];
  await step(what, async () => {
    for (let round = 0; round < STARTS; round += 1) {
      const startedAtMs = performance.now();
      const end = await start();
      timesMs.push(performance.now() - startedAtMs);
      await end();
    }
  });
  return timesMs;
}

async function startByWrangler(): Promise<() => Promise<unknown>> {
  const server = startClerkLocal(PORTS);
  await untilReady(server);
  return () => {
    server.process.kill("SIGINT");
    return once(server.process, "exit");
  };
}

async function startBundle(): Promise<() => Promise<void>> {
  const miniflare = newMiniflare();
  await fetch(`${await clerkLocalUrl(miniflare)}/v1/environment`);
  return () => miniflare.dispose();
}

function newMiniflare(): Miniflare {
  const workers = clerkLocalWorkers(settingsFor("test", SITE));
  return new Miniflare(convertV4MiniflareOptions({ cf: false, workers }));
}

async function underLoad(): Promise<string[]> {
  const before = childProcesses();
  const miniflare = newMiniflare();
  const address = await clerkLocalUrl(miniflare);
  const clerk = controlOf(miniflare);
  const workerd = childProcesses().find((id) => !before.includes(id)) ?? null;
  try {
    const endpoints = await endpointsFor(clerk);
    const freshMiB = residentMiB(workerd);
    // workerd collects late: a call that stores nothing costs memory too, until it does.
    await step(`Calling it ${SESSIONS} times for nothing`, () => repeat(() => clerk.advanceClock(0)));
    const calledMiB = residentMiB(workerd);
    const wanted = { userId: ADA.id, orgId: ACME.id };
    await step(`Opening ${SESSIONS} sessions`, () => repeat(() => clerk.sessionFor(wanted)));
    const fullMiB = residentMiB(workerd);
    return [
      `memory of workerd: ${mebibytes(freshMiB)} MiB fresh, ${mebibytes(calledMiB)} MiB after ${SESSIONS} calls that store nothing, ${mebibytes(fullMiB)} MiB after ${SESSIONS} sessions more`,
      ...(await loadAll(address, endpoints)),
    ];
  } finally {
    await miniflare.dispose();
  }
}

async function repeat(call: () => Promise<unknown>): Promise<void> {
  const several = async () => {
    for (let done = 0; done < SESSIONS / AT_ONCE; done += 1) await call();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, several));
}

/** The two calls that a browser with clerk-js makes most, as one that is signed in makes them. */
async function endpointsFor(clerk: Controls): Promise<Endpoint[]> {
  const { cookies, sessionId } = await clerk.sessionFor({ userId: ADA.id, orgId: ACME.id });
  const browser = `__clerk_db_jwt=${cookies["__clerk_db_jwt"] ?? ""}&_clerk_session_id=${sessionId}`;
  const session = `/v1/client/sessions/${sessionId}`;
  return [
    { name: "GET /v1/client", method: "GET", path: `/v1/client?${browser}` },
    { name: "POST …/tokens", method: "POST", path: `${session}/tokens?${browser}` },
  ];
}

async function loadAll(address: string, endpoints: readonly Endpoint[]): Promise<string[]> {
  const lines: string[] = [];
  for (const { name, ...endpoint } of endpoints) {
    await step(`Loading ${name}`, async () => void lines.push(`${name}: ${await load(address, endpoint)}`));
  }
  return lines;
}

async function load(address: string, endpoint: Omit<Endpoint, "name">): Promise<string> {
  const perSecond: number[] = [];
  const latenciesMs: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const duration = round === 0 ? WARM_UP_SECONDS : LOAD_SECONDS;
    const headers = { host: new URL(address).host };
    const result = await runLoad({
      address,
      ...endpoint,
      headers,
      connections: CONNECTIONS,
      seconds: duration,
    });
    if (result.failures > 0) throw new Error(`${result.failures} answers of ${endpoint.path} are not a 200`);
    if (round === 0) continue;
    perSecond.push(result.latenciesMs.length / result.seconds);
    latenciesMs.push(...result.latenciesMs);
  }
  const p50Ms = percentile(latenciesMs, 0.5).toFixed(1);
  return `${median(perSecond).toFixed(0)} requests per second, p50 ${p50Ms} ms`;
}

function seconds(timesMs: readonly number[]): string {
  return (median(timesMs) / 1000).toFixed(1);
}

function mebibytes(value: number | null): string {
  return value === null ? "–" : value.toFixed(0);
}
