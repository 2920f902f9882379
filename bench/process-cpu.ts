import { readdirSync, readFileSync } from "node:fs";

/** The unit of utime and stime on every Linux that Node runs on: USER_HZ is 100. */
const TICK_MS = 10;

/** The ids of the processes that this one started; empty where there is no /proc. */
export function childProcesses(): number[] {
  return (
    read(() =>
      readdirSync("/proc/self/task").flatMap((thread) =>
        readFileSync(`/proc/self/task/${thread}/children`, "utf8").split(" ").filter(Boolean).map(Number),
      ),
    ) ?? []
  );
}

/** The CPU time a process has taken in all its threads, in steps of 10 ms; null where there is no /proc. */
export function cpuTimeMs(processId: number | null): number | null {
  if (processId === null) return null;
  return read(() => {
    // The name, in parentheses, may hold anything; utime and stime are fields 14 and 15.
    const fields = readFileSync(`/proc/${processId}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  });
}

/** The memory a process holds in RAM, in MiB; null where there is no /proc. */
export function residentMiB(processId: number | null): number | null {
  if (processId === null) return null;
  const text = read(() => readFileSync(`/proc/${processId}/status`, "utf8"));
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(text ?? "")?.[1];
  return kibibytes === undefined ? null : Number(kibibytes) / 1024;
}

function read<Value>(work: () => Value): Value | null {
  try {
    return work();
  } catch {
    return null;
  }
}
