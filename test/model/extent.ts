import { appendFileSync, mkdirSync } from "node:fs";

/** Told by scripts/test.ts: the long run of `npm run test:full`, and a seed to play again. */
const { MODEL_EXTENT, MODEL_SEED } = process.env;

export const IS_LONG = MODEL_EXTENT === "long";

/** The one that every run plays, and one of this run's own, or the one that is asked for. */
export const SEEDS: readonly number[] =
  MODEL_SEED === undefined ? [1, Math.floor(Math.random() * 2 ** 31)] : [Number(MODEL_SEED)];

/** For scripts/test.ts to print: vitest keeps what passing tests say to itself. */
export function report(text: string): void {
  mkdirSync("test-results", { recursive: true });
  appendFileSync("test-results/model.txt", `${text}\n`);
}
