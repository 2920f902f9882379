import { connect } from "node:net";
import { parentPort, workerData } from "node:worker_threads";
import { newAnswer, receive } from "./http-answer.ts";
import type { Load, LoadResult } from "./load.ts";

/*
 * Plain sockets: Node's own HTTP client would cost more per request than the fastest target does.
 */

const LONGEST_SILENCE_MS = 10_000;

// What load.ts gives.
const load = workerData as Load;
const request = Buffer.from(requestText());
const latenciesMs: number[] = [];
let failures = 0;
let open = load.connections;

const startedAtMs = performance.now();
const endsAtMs = startedAtMs + load.seconds * 1000;
for (let index = 0; index < load.connections; index += 1) start();

function requestText(): string {
  const headers = Object.entries(load.headers).map(([name, value]) => `${name}: ${value}`);
  const body = load.method === "GET" ? [] : ["content-length: 0"];
  return [`${load.method} ${load.path} HTTP/1.1`, ...headers, ...body, "", ""].join("\r\n");
}

/** One connection: request, answer, request, until the time is up; then it ends with its last answer. */
function start(): void {
  const { hostname, port } = new URL(load.address);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  let sentAtMs = 0;
  let answer = newAnswer();
  const send = () => {
    answer = newAnswer();
    sentAtMs = performance.now();
    socket.write(request);
  };
  socket.setTimeout(LONGEST_SILENCE_MS, () => socket.destroy(new Error("no answer")));
  socket.on("connect", send);
  socket.on("data", (chunk: Buffer) => {
    if (!receive(answer, chunk)) return;
    const nowMs = performance.now();
    latenciesMs.push(nowMs - sentAtMs);
    if (answer.status !== 200) failures += 1;
    if (nowMs < endsAtMs) send();
    else socket.destroy();
  });
  socket.on("error", () => (failures += 1));
  socket.on("close", closed);
}

function closed(): void {
  open -= 1;
  if (open > 0) return;
  const seconds = (performance.now() - startedAtMs) / 1000;
  const result: LoadResult = { seconds, latenciesMs, failures };
  parentPort?.postMessage(result, []);
}
