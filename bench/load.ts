import { once } from "node:events";
import { Worker } from "node:worker_threads";

export type Load = {
  /** `http://127.0.0.1:<port>`. */
  readonly address: string;
  /** Without a body. */
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly connections: number;
  readonly seconds: number;
};

export type LoadResult = {
  /** Until the last answer. */
  readonly seconds: number;
  /** Of each answer that came whole, from the request's sending to its last byte. */
  readonly latenciesMs: readonly number[];
  /** Answers that are not a 200, and connections that broke. */
  readonly failures: number;
};

/** Loads a Worker from a thread of its own: each connection sends its next request when it has its answer. */
export async function runLoad(load: Load): Promise<LoadResult> {
  const thread = new Worker(new URL("load-thread.ts", import.meta.url), { workerData: load });
  // What load-thread.ts posts.
  const [result] = (await once(thread, "message")) as [LoadResult];
  await thread.terminate();
  return result;
}
