import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { digestOfSources, isBuilt, markBuilt } from "#scripts/local/built.ts";

let folder: string;
const write = (path: string, text: string) => writeFile(join(folder, path), text);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "built-"));
  for (const path of ["src/pages", "public", "test", "dist"]) {
    await mkdir(join(folder, path), { recursive: true });
  }
  await write("src/pages/index.astro", "<h1>Home</h1>");
  await write("public/robots.txt", "");
  await write("wrangler.toml", "");
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

test("a folder where nothing was built is not", async () => {
  expect(await isBuilt(folder)).toBe(false);
});

test("what was built stays so while other things change", async () => {
  await markBuilt(await digestOfSources(folder), folder);
  await write("test/some.test.ts", "");
  await write(".dev.vars", "");
  expect(await isBuilt(folder)).toBe(true);
});

test.each<[string, () => Promise<unknown> | void]>([
  ["a page is edited", () => write("src/pages/index.astro", "<h1>Hello</h1>")],
  ["a page is added", () => write("src/pages/about.astro", "")],
  [
    "a page is renamed",
    () => rename(join(folder, "src/pages/index.astro"), join(folder, "src/pages/a.astro")),
  ],
  ["a page is removed", () => rm(join(folder, "src/pages/index.astro"))],
  ["a public file is edited", () => write("public/robots.txt", "User-agent: *")],
  ["a setting is edited", () => write("wrangler.toml", "[vars]")],
  ["packages are updated", () => write("package-lock.json", "{}")],
  ["it is for another environment", () => void vi.stubEnv("CLOUDFLARE_ENV", "production")],
  ["Astro has built by itself, which empties dist/", () => rm(join(folder, "dist/built-from"))],
])("what was built is not any more when %s", async (_, change) => {
  await markBuilt(await digestOfSources(folder), folder);
  await change();
  expect(await isBuilt(folder)).toBe(false);
});

test("what is edited during a build is not in it", async () => {
  const digest = await digestOfSources(folder);
  await write("src/pages/index.astro", "<h1>Hello</h1>");
  await markBuilt(digest, folder);
  expect(await isBuilt(folder)).toBe(false);
});
