import { execFile } from "node:child_process";
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Ran } from "#scripts/local/commands.ts";
import { shareCompiled } from "#test/support/project-copy.ts";

/** A copy of this checkout, to build and deploy from without touching dist/ here. */
export type Checkout = {
  readonly folder: string;
  /** Runs `npm run <script>` there, with no terminal. */
  readonly runScript: (words: string, environment?: Record<string, string>) => Promise<Ran>;
  /** The tools that ran, in order, by name and command: "astro build"; "in CI" if told that nobody can answer. */
  readonly toolsRun: () => Promise<string[]>;
  readonly edit: (file: string, change: (text: string) => string) => Promise<void>;
  /** Undoes edits and forgets which tools ran. */
  readonly restore: () => Promise<void>;
  readonly remove: () => Promise<void>;
};

const PARTS = "src public scripts migrations package.json tsconfig.json astro.config.mjs wrangler.toml".split(
  " ",
);

/** `npm test` runs the checks itself, so that here they only leave word that they were asked for. */
const CHECKERS = ["oxlint", "oxfmt", "knip"];

export async function copyCheckout(): Promise<Checkout> {
  const folder = await mkdtemp(join(tmpdir(), "orgstead-checkout-"));
  const toolsLog = join(folder, "tools.log");
  const restore = async () => {
    for (const part of PARTS) {
      await rm(join(folder, part), { recursive: true, force: true });
      await cp(part, join(folder, part), { recursive: true });
    }
    await writeFile(toolsLog, "");
  };
  await restore();
  await linkPackages(join(folder, "node_modules"), folder);
  return {
    folder,
    runScript: (words, environment = {}) => runScript(folder, words, environment),
    toolsRun: async () => (await readFile(toolsLog, "utf8")).split("\n").slice(0, -1),
    edit: async (file, change) => {
      const path = join(folder, file);
      await writeFile(path, change(await readFile(path, "utf8")));
    },
    restore,
    remove: () => rm(folder, { recursive: true }),
  };
}

/** wrangler.toml with values of its own in place of the examples. */
export function fillIn(config: string): string {
  return config
    .replaceAll(".orgstead.example", ".orgstead.test")
    .replaceAll(/replace-with-the-\w+-key/g, "Y2xlcmsub3Jnc3RlYWQudGVzdCQ")
    .replace("00000000-0000-0000-0000-000000000002", "11111111-1111-4111-8111-111111111111")
    .replace("00000000-0000-0000-0000-000000000003", "22222222-2222-4222-8222-222222222222");
}

async function linkPackages(folder: string, checkout: string): Promise<void> {
  const bin = join(folder, ".bin");
  await mkdir(bin, { recursive: true });
  await shareCompiled(folder);
  await linkEach("node_modules", folder);
  // Astro compiles components inside the project only, and this package has some.
  await rm(join(folder, "@clerk"));
  await linkEach("node_modules/@clerk", join(folder, "@clerk"));
  await rm(join(folder, "@clerk/astro"));
  await cp("node_modules/@clerk/astro", join(folder, "@clerk/astro"), { recursive: true });
  for (const name of await readdir("node_modules/.bin")) {
    const tool = resolve("node_modules/.bin", name);
    const script = toolScript(name, tool);
    if (script === undefined) await symlink(tool, join(bin, name));
    else await writeTool(join(bin, name), script.replaceAll("$HERE", checkout));
  }
}

async function linkEach(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  const packages = (await readdir(from)).filter((name) => !name.startsWith("."));
  for (const name of packages) await symlink(resolve(from, name), join(to, name));
}

/** What stands in for a tool; undefined for one that is left alone. */
function toolScript(name: string, path: string): string | undefined {
  if (CHECKERS.includes(name)) return `echo "${name}" >> "$HERE/tools.log"`;
  if (name === "astro") return `echo "astro $1" >> "$HERE/tools.log"\n${builtOnce(path)}`;
  if (name === "wrangler")
    return `echo "wrangler $1\${CI:+ in CI}" >> "$HERE/tools.log"\nexec "${path}" "$@"`;
  return undefined;
}

/**
 * `astro build`, which is given what it made of these very sources for this environment before, if it did: two
 * builds are the same (test/build/dist.test.ts). `astro check` only leaves word.
 */
function builtOnce(astro: string): string {
  return `[ "$1" = check ] && exit
kept="$HERE/builds/$CLOUDFLARE_ENV"
known=yes
for part in ${PARTS.join(" ")}; do diff -rq "$part" "$kept/$part" >/dev/null 2>&1 || known=no; done
if [ $known = yes ]; then rm -rf dist && exec cp -R "$kept/dist" dist; fi
"${astro}" "$@" || exit
rm -rf "$kept" && mkdir -p "$kept" && exec cp -R ${PARTS.join(" ")} dist "$kept"`;
}

async function writeTool(path: string, script: string): Promise<void> {
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
}

function runScript(folder: string, words: string, environment: Record<string, string>): Promise<Ran> {
  return new Promise((done) => {
    execFile(
      process.execPath,
      ["scripts/run.mjs", ...words.split(" ")],
      { cwd: folder, env: { ...process.env, CI: "", ...environment }, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => done({ code: error === null ? 0 : 1, output: stdout + stderr, stdout }),
    );
  });
}
