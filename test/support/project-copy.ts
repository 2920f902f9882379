import { cp, mkdir, rm, symlink } from "node:fs/promises";
import { join, resolve } from "node:path";

const PARTS = [
  "src",
  "public",
  "scripts",
  "clerk-local",
  "external-api",
  "migrations",
  "package.json",
  "tsconfig.json",
  "astro.config.mjs",
  "wrangler.toml",
];

/**
 * A copy of the project with a build, a database and servers of its own, so that a suite can build and start
 * the site while others read dist/. It lies inside the project, where packages are found further up (and not
 * in .wrangler or test-results: Vite serves nothing from the one and watches nothing in the other). What the scripts look for by path is linked.
 */
export async function copyProject(name: string): Promise<string> {
  const folder = resolve(".copies", name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, "node_modules"), { recursive: true });
  for (const part of PARTS) await cp(part, join(folder, part), { recursive: true });
  for (const part of [".bin", "@clerk"]) await linkPackage(part, join(folder, "node_modules"));
  await shareCompiled(join(folder, "node_modules"));
  return folder;
}

async function linkPackage(name: string, packages: string): Promise<void> {
  await symlink(resolve("node_modules", name), join(packages, name));
}

/** Lets a copy's tools use what Node has compiled of them here (scripts/local/commands.ts). */
export async function shareCompiled(packages: string): Promise<void> {
  await mkdir("node_modules/.cache", { recursive: true });
  await linkPackage(".cache", packages);
}

/** The environment of a newcomer's shell: none of this run's settings, and npm with the system's own Node. */
export function newcomerEnvironment(): NodeJS.ProcessEnv {
  const path = (process.env["PATH"] ?? "").split(":").filter((folder) => !folder.includes("node_modules"));
  const kept = ["HOME", "LANG", "TMPDIR", "USER"].map((name) => [name, process.env[name]]);
  return { ...Object.fromEntries(kept), PATH: path.join(":") };
}
