import { spawn } from "node:child_process";
import { expect, test } from "vitest";

/** A tool that says something when it is asked to end. */
const TOOL = `
  process.on("SIGTERM", () => { console.log("last words"); console.error("and a stack"); process.exit(1); });
  setInterval(() => {}, 1000);
  console.log("up");
`;
/** A script with that tool, of which it prints each line. */
const SCRIPT = `
  import { createInterface } from "node:readline";
  import { launch, main } from "#scripts/local/commands.ts";
  await main(async () => {
    const child = launch(process.execPath, ["-e", ${JSON.stringify(TOOL)}], { stdio: ["ignore", "pipe", "pipe"] });
    for (const input of [child.stdout, child.stderr]) createInterface({ input }).on("line", console.log);
    await new Promise((done) => child.once("exit", done));
  });
`;

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)("a script that %s ends is silent from then on, whatever its tools say", async (signal, code) => {
  const script = spawn(process.execPath, ["--input-type=module", "-e", SCRIPT]);
  let said = "";
  for (const stream of [script.stdout, script.stderr]) {
    stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
  }
  const ended = new Promise((done) => script.once("close", done));
  await expect.poll(() => said, { timeout: 8000 }).toBe("up\n");
  script.kill(signal);
  expect(await ended).toBe(code);
  expect(said).toBe("up\n");
});
