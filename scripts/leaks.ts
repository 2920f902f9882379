import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { main, Mendable, run, toolEnvironment } from "#scripts/local/commands.ts";
import { LEAKS, type Leak } from "#scripts/leaks/leaks.ts";
import { copyCheckout } from "#scripts/mutants/verdict.ts";

/** Not the kept cases: what is told is how long it takes to find a mistake that nobody has thought of. */
const MODEL = ["run", "--project", "workerd", "test/model/acts.test.ts", "-t", "whatever is done"];

/**
 * `npm run leaks`: lets organizations see each other in each of the usual ways, in a copy, for the model of
 * test/model to find; tells how many commands that took. Fails where it finds nothing.
 */
await main(async () => {
  const folder = await copyCheckout();
  // In short: in full, `npm run test:full` plays this seed too.
  if ((await foundIn(folder, "short")) !== null)
    throw new Mendable("Nothing was planted yet, and the model finds it.");
  const table: string[] = [];
  const unfound: string[] = [];
  for (const leak of LEAKS) {
    const found = await withLeak(leak, folder);
    console.log(`${leak.name}: ${found ?? "NOT FOUND"}\n`);
    if (found === null) unfound.push(leak.name);
    const [, commands = "never"] = /found by command (\d+)/.exec(found ?? "") ?? [];
    table.push(`${leak.name.padEnd(34)} ${commands.padStart(7)}`);
  }
  console.log([`${"leak".padEnd(34)} command`, ...table].join("\n"));
  if (unfound.length > 0) throw new Mendable(`The model does not find: ${unfound.join(", ")}.`);
});

async function withLeak({ edits }: Leak, folder: string): Promise<string | null> {
  const sources = new Map<string, string>();
  for (const { file, from, to } of edits) {
    const path = join(folder, file);
    const text = await readFile(path, "utf8");
    if (!sources.has(path)) sources.set(path, text);
    const parts = text.split(from);
    if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} times: ${from}`);
    await writeFile(path, parts.join(to));
  }
  try {
    return await foundIn(folder, "long");
  } finally {
    for (const [path, text] of sources) await writeFile(path, text);
  }
}

/** What the model says that it found; null when it found nothing. */
async function foundIn(folder: string, extent: "short" | "long"): Promise<string | null> {
  // The seed that every run plays first, so that the numbers are the same again.
  const env = toolEnvironment({ NO_COLOR: "1", MODEL_SEED: "1", MODEL_EXTENT: extent });
  const { code, output } = await run("vitest", MODEL, { cwd: folder, env });
  if (code === 0) return null;
  const [, told] = /^Error: (The product and the model part [^]*?)\n ❯/m.exec(output) ?? [];
  if (told === undefined) throw new Error(output);
  return told;
}
