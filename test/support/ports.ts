import { createServer } from "node:net";

/**
 * Below those that systems hand out to whoever asks for any (from 32768 on Linux, from 49152 on macOS): what is free
 * there stays so until somebody wants that very port.
 */
const RANGE = { from: 20_000, to: 32_000 };
const ATTEMPTS = 100;

/** The first of so many ports in a row that are free. */
export async function freePorts(count: number): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const first = RANGE.from + Math.floor(Math.random() * (RANGE.to - RANGE.from - count));
    const free = await Promise.all(Array.from({ length: count }, (_, at) => isFree(first + at)));
    if (free.every(Boolean)) return first;
  }
  throw new Error(`no ${count} free ports in a row`);
}

/** Listens on it for a moment. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
