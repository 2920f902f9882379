import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Beside what was built; any build, Astro's own too, empties dist/ first. */
const MARK = "dist/built-from";
const SOURCES = [
  "src",
  "public",
  "scripts/build.ts",
  "astro.config.mjs",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  "wrangler.toml",
];

/**
 * Of all that `npm run build` makes dist/ of, as hexadecimal SHA-256: the sources, the packages' versions, Node's, the
 * environment that is built for, and the folder, whose path the adapter writes down.
 */
export async function digestOfSources(folder = process.cwd()): Promise<string> {
  const digest = createHash("sha256");
  digest.update(JSON.stringify([folder, process.version, process.env["CLOUDFLARE_ENV"] ?? ""]));
  const paths = SOURCES.map((path) => join(folder, path)).filter((path) => existsSync(path));
  const files = (await Promise.all(paths.map(filesAt))).flat();
  for (const file of files) digest.update(`\0${file}\0`).update(await readFile(file));
  return digest.digest("hex");
}

/** Whether a build would make dist/ what it is already. */
export async function isBuilt(folder = process.cwd()): Promise<boolean> {
  const mark = await readFile(join(folder, MARK), "utf8").catch(() => null);
  return mark !== null && mark === (await digestOfSources(folder));
}

/** `digest` is from before the build: what changed meanwhile may not be in it. */
export async function markBuilt(digest: string, folder = process.cwd()): Promise<void> {
  await writeFile(join(folder, MARK), digest);
}

async function filesAt(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => null);
  if (entries === null) return [path];
  const files = entries.filter((entry) => entry.isFile());
  return files.map(({ parentPath, name }) => join(parentPath, name)).toSorted();
}
