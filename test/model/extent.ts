import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import type { Command } from "./commands.ts";

/** Told by scripts/test.ts: the long run of `npm run test:full`, and a seed to play again. */
const { MODEL_EXTENT, MODEL_SEED } = process.env;

export const IS_LONG = MODEL_EXTENT === "long";

/** The same every time, and in a long run one of its own too; or the one that is asked for. */
export const SEEDS: readonly number[] =
  MODEL_SEED === undefined
    ? [1, ...(IS_LONG ? [Math.floor(Math.random() * 2 ** 31)] : [])]
    : [Number(MODEL_SEED)];

/** For scripts/test.ts to print: vitest keeps what passing tests say to itself. */
export function report(text: string): void {
  mkdirSync("test-results", { recursive: true });
  appendFileSync("test-results/model.txt", `${text}\n`);
}

const CASES = "test/model/cases.json";

/** What a long run found is played by every run from then on; a short one changes no file that is looked after. */
export function keep(commands: readonly Command[]): void {
  if (!IS_LONG) return;
  const cases = JSON.parse(readFileSync(CASES, "utf8")) as Command[][];
  const text = JSON.stringify(commands);
  if (cases.some((known) => JSON.stringify(known) === text)) return;
  writeFileSync(CASES, `${JSON.stringify([...cases, commands], null, 2)}\n`);
}
