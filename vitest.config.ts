import { defineConfig } from "vitest/config";
import { keepTemporaryFilesInMemory } from "#test/support/temporary-files.ts";

/** How long a browser test waits for what a page should show, as Playwright does. */
const PATIENCE_MS = 30_000;
const WITH_CLERK_LOCAL = ["workerd", "browser"];

// An office's certificates would go into the configuration of each of a hundred workerds; no test leaves the machine.
delete process.env["NODE_EXTRA_CA_CERTS"];

keepTemporaryFilesInMemory();

/** Pure rooms need nothing; the others start workerd, so fewer of them run at once. */
const project = (name: string, folders: readonly string[], seconds: number) => ({
  ...(name === "unit" && { resolve: { alias: { "cloudflare:workers": "#test/support/no-platform.ts" } } }),
  test: {
    name,
    include: folders.map((folder) => `test/${folder}/**/*.test.ts`),
    testTimeout: seconds * 1000,
    hookTimeout: 120_000,
    // Files share a process: to load Miniflare, Playwright and the sources anew takes longer than most files.
    isolate: false,
    ...(WITH_CLERK_LOCAL.includes(name) && { globalSetup: "test/support/build-clerk-local.ts" }),
    ...(name === "browser" && { expect: { poll: { timeout: PATIENCE_MS } } }),
  },
});

export default defineConfig({
  test: {
    maxWorkers: 2,
    // Clerk's SDK speaks up about every token that it refuses, as many tests have it do.
    silent: "passed-only",
    projects: [
      project("unit", ["unit", "project"], 10),
      project("workerd", ["repository", "model", "edge", "isolation", "clerk-local", "build"], 180),
      project("local", ["local"], 180),
      project("browser", ["browser"], 120),
    ],
  },
});
