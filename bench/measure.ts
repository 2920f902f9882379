import { runLoad } from "./load.ts";
import { cpuTimeMs } from "./process-cpu.ts";
import { percentile } from "./statistics.ts";
import type { RunningTarget } from "./target.ts";

/** One load on one target. */
export type Measurement = {
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Of workerd, in all its threads, per request; null where the system does not say. */
  readonly cpuMs: number | null;
};

export const CONNECTIONS = 16;

/** Loads the target for so long. Throws when an answer is not the page, or when there is none. */
export async function measure(
  { name, address, page, processId }: RunningTarget,
  headers: Record<string, string>,
  seconds: number,
): Promise<Measurement> {
  const before = cpuTimeMs(processId);
  const load = {
    address,
    method: "GET",
    path: page.path,
    headers,
    connections: CONNECTIONS,
    seconds,
  } as const;
  const { latenciesMs, failures, seconds: took } = await runLoad(load);
  const after = cpuTimeMs(processId);
  const requests = latenciesMs.length;
  if (failures > 0) throw new Error(`${name}: ${failures} of ${requests} answers are not the page`);
  return {
    requestsPerSecond: requests / took,
    p50Ms: percentile(latenciesMs, 0.5),
    p99Ms: percentile(latenciesMs, 0.99),
    cpuMs: before === null || after === null ? null : (after - before) / requests,
  };
}
