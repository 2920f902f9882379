import { cp, mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { Mendable, run, toolEnvironment } from "#scripts/local/commands.ts";
import type { Mutant } from "./guards.ts";

/** What noticed that a guard was gone; null when nothing did. */
export type Verdict = { readonly killedBy: string | null; readonly seconds: number };

const FOLDER = ".copies/mutants";
/** What suites reach without a build. */
const WITHOUT_BUILD = /^src\/(db|features|lib|webhooks)\//;
const VITEST = ["--run", "--bail", "1", "--silent", "passed-only"] as const;

/** A checkout of its own, in which sources are changed while others read this one. Packages are found further up. */
export async function copyCheckout(): Promise<string> {
  const folder = resolve(FOLDER);
  await rm(folder, { recursive: true, force: true });
  const { stdout, code } = await run("/usr/bin/git", [
    "ls-files",
    "--cached",
    "--others",
    "--exclude-standard",
  ]);
  if (code !== 0) throw new Mendable("git could not list the files of this checkout.");
  for (const file of stdout.split("\n").filter((name) => name !== "")) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await cp(file, join(folder, file), { force: true }).catch(() => {});
  }
  await mkdir(join(folder, "node_modules"));
  // What scripts and suites look for by path.
  for (const part of [".bin", "@clerk"]) {
    await symlink(resolve("node_modules", part), join(folder, "node_modules", part));
  }
  return folder;
}

/** Throws when the tests fail on the source as it is: they would notice every mutant, and mean nothing by it. */
export async function expectSound(file: string, folder: string): Promise<void> {
  const failed = await firstToNotice(file, folder);
  if (failed !== null) throw new Mendable(`Nothing was changed yet, and ${failed} fails.`);
}

/** Changes the one source in the copy, lets tests look for it, and puts the source back. */
export async function judge(mutant: Mutant, folder: string): Promise<Verdict> {
  const startedAtMs = Date.now();
  const path = join(folder, mutant.file);
  const source = await readFile(path, "utf8");
  await writeFile(path, source.slice(0, mutant.start) + mutant.replacement + source.slice(mutant.end));
  try {
    const killedBy = await firstToNotice(mutant.file, folder);
    return { killedBy, seconds: (Date.now() - startedAtMs) / 1000 };
  } finally {
    await writeFile(path, source);
  }
}

/** The quick suites that import the source, then the build and whatever asks the built Worker. */
async function firstToNotice(file: string, folder: string): Promise<string | null> {
  const stages = [
    ["vitest", "related", file, "--project", "unit", ...VITEST],
    ...(WITHOUT_BUILD.test(file) ? [["vitest", "run", "test/repository", ...VITEST.slice(1)]] : []),
    ["node", "scripts/run.mjs", "build"],
    ["vitest", "run", "--project", "workerd", "test/edge", "test/isolation", ...VITEST.slice(1)],
  ];
  for (const [tool = "", ...args] of stages) {
    const { code, output } = await run(tool === "node" ? process.execPath : tool, args, {
      cwd: folder,
      env: toolEnvironment({ NO_COLOR: "1" }),
    });
    if (code !== 0) return tool === "node" ? "the build" : nameOfFailure(output);
  }
  return null;
}

function nameOfFailure(output: string): string {
  return /FAIL\s+(?:\|?\w+\|?\s+)?(test\/\S+)/.exec(output)?.[1] ?? "a suite that did not start";
}
