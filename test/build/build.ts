import { spawnSync } from "node:child_process";
import { hash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { copyProject, newcomerEnvironment } from "#test/support/project-copy.ts";

/** The key of server islands, which this site has none of: Astro makes one up for each build. */
const ASTRO_KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
const ROUTES = "routes.json";

/** What `npm run build` left in dist/: each file's bytes, by its path there. */
export type Built = ReadonlyMap<string, Buffer>;

export type Route = { readonly pattern: string; readonly type: string };

/** A copy of the project that builds as this one does and also writes down which routes Astro made. */
export async function buildableCopy(name: string): Promise<string> {
  const folder = await copyProject(name);
  await cp(join(folder, "astro.config.mjs"), join(folder, "site.config.mjs"));
  await writeFile(
    join(folder, "astro.config.mjs"),
    `import { writeFileSync } from "node:fs";
     import site from "./site.config.mjs";
     const listRoutes = { name: "list-routes", hooks: {
       "astro:routes:resolved"({ routes }) { writeFileSync("${ROUTES}", JSON.stringify(routes)); },
     } };
     export default { ...site, integrations: [...site.integrations, listRoutes] };`,
  );
  return folder;
}

export function build(folder: string, environment: NodeJS.ProcessEnv = {}): Built {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["scripts/run.mjs", "build"], {
    cwd: folder,
    env: { ...newcomerEnvironment(), ASTRO_KEY, ...environment },
    encoding: "utf8",
  });
  expect(status, stdout + stderr).toBe(0);
  const dist = join(folder, "dist");
  const entries = readdirSync(dist, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  return new Map(paths.map((path) => [path.slice(dist.length + 1), readFileSync(path)]));
}

/** The routes of the copy's last build, as Astro's own hook tells them. */
export async function routesOf(folder: string): Promise<Route[]> {
  // IntegrationResolvedRoute of Astro, as the configuration above wrote it.
  return JSON.parse(await readFile(join(folder, ROUTES), "utf8")) as Route[];
}

/** Each file's digest: what two builds are compared by. */
export function digests(built: Built): Record<string, string> {
  return Object.fromEntries([...built].map(([path, bytes]) => [path, hash("sha256", bytes)]));
}

/** The files that hold one of the texts, each as "path: text"; upper and lower case are alike. */
export function tracesIn(built: Built, texts: readonly string[]): string[] {
  return [...built].flatMap(([path, bytes]) => {
    const content = bytes.toString("latin1").toLowerCase();
    return texts.filter((text) => content.includes(text.toLowerCase())).map((text) => `${path}: ${text}`);
  });
}
