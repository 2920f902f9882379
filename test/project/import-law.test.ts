import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

type Row = { readonly room: string; readonly files: readonly string[] };

// By its path, since the configuration stands in no room.
const { LAW }: { LAW: readonly Row[] } = await import(resolve("oxlint.config.ts"));

/** One way into each room, and the packages that some rooms are kept from. */
const WAYS: Readonly<Record<string, string>> = {
  lib: "#src/lib/ids.ts",
  db: "#src/db/schema.ts",
  systemScope: "#src/db/system-scope.ts",
  auth: "#src/auth/roles.ts",
  clerk: "#src/clerk/backend-api.ts",
  edge: "#src/edge/nonce.ts",
  clerkCalls: "#src/edge/clerk-calls.ts",
  request: "#src/request/visit.ts",
  tasks: "#src/features/tasks/task.ts",
  dashboard: "#src/features/dashboard/read-dashboard.ts",
  profile: "#src/features/profile/read-profile.ts",
  organization: "#src/features/organization/roster.ts",
  activity: "#src/features/activity/activity.ts",
  idempotency: "#src/features/idempotency/run-once.ts",
  posts: "#src/features/posts/post.ts",
  reports: "#src/features/reports/report.ts",
  integrations: "#src/features/integrations/integration.ts",
  export: "#src/features/export/export-organization.ts",
  jobs: "#src/jobs/run-jobs.ts",
  webhooks: "#src/webhooks/answer-webhook.ts",
  api: "#src/api/answers.ts",
  components: "#src/components/Brand.astro",
  layouts: "#src/layouts/Page.astro",
  styles: "#src/styles/site.css",
  pages: "#src/pages/404.astro",
  platform: "#src/platform.ts",
  middleware: "#src/middleware.ts",
  worker: "#src/worker.ts",
  clerkLocal: "#clerk-local/seed.ts",
  externalApi: "#external-api/forecast.ts",
  scripts: "#scripts/start.ts",
  bench: "#bench/bench.ts",
  test: "#test/support/people.ts",
  drizzle: "drizzle-orm",
  drizzleD1: "drizzle-orm/d1",
  workerd: "cloudflare:workers",
  clerkBackend: "@clerk/backend",
  clerkInternal: "@clerk/backend/internal",
  clerkProxy: "@clerk/backend/proxy",
  clerkServer: "@clerk/astro/server",
  clerkWebhooks: "@clerk/astro/webhooks",
  clerkComponents: "@clerk/astro/components",
  clerkClient: "@clerk/astro/client",
  clerkShared: "@clerk/shared/types",
  jose: "jose",
};
const SRC = Object.keys(WAYS).filter((way) => WAYS[way]?.startsWith("#src/"));
const FEATURES = [
  "dashboard",
  "tasks",
  "profile",
  "organization",
  "activity",
  "idempotency",
  "posts",
  "reports",
  "integrations",
  "export",
];
/** Features that the others build on. */
const SHARED = ["organization", "activity", "idempotency"];

/** The law once more, as design has it: what each room may import of all these. Nothing else. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  lib: ["lib"],
  platform: ["lib", "workerd"],
  edge: ["lib", "edge", "clerkCalls", "clerkProxy"],
  worker: ["lib", "edge", "clerkCalls", "jobs", "webhooks", "platform"],
  jobs: ["lib", "db", "systemScope", "jobs", "activity", "export"],
  webhooks: ["lib", "db", "systemScope", "clerk", "webhooks", "organization", "export"],
  db: ["lib", "db", "systemScope", "drizzle", "drizzleD1"],
  auth: ["lib", "auth"],
  "clerk-session": ["lib", "auth", "clerkBackend", "clerkInternal"],
  clerk: [
    "lib",
    "clerk",
    "platform",
    "clerkServer",
    "clerkWebhooks",
    "clerkBackend",
    "clerkInternal",
    "clerkProxy",
  ],
  markup: ["lib", "components", "layouts", "styles", "auth", "clerkComponents", "clerkClient"],
  api: ["lib", "auth", "api", ...FEATURES],
  pages: ["lib", "auth", "components", "layouts", "api", ...FEATURES],
  "features/dashboard": ["lib", "db", "auth", "clerk", "components", ...FEATURES],
  middleware: ["lib", "auth", "db", "platform", "request", "clerkServer"],
  request: ["lib", "auth", "db", "clerk", "request", "clerkCalls"],
  "clerk-local": [
    "clerkLocal",
    "auth",
    "clerkBackend",
    "clerkInternal",
    "clerkProxy",
    "clerkShared",
    "workerd",
  ],
  "external-api": ["externalApi", "clerkBackend", "jose"],
  scripts: ["scripts", "bench", "clerkLocal", ...SRC],
};

function allowed(room: string, file: string): readonly string[] {
  const row = ALLOWED[room];
  if (row !== undefined) return row;
  if (!file.startsWith("src/features/")) expect.fail(`this test knows no room ${room}`);
  const own = FEATURES.filter((name) => file.startsWith(`src/features/${name}/`));
  if (room === "a repository") return ["lib", "db", "drizzle", "drizzleD1", ...own];
  return ["lib", "db", "auth", "clerk", "components", ...SHARED, ...own];
}

/** Every row of the law with files that it speaks about, as TypeScript and as Astro's frontmatter. */
const CASES = LAW.flatMap(({ room, files }) =>
  files.flatMap((glob) => samplesOf(glob).map((file) => ({ room, file }))),
);

function samplesOf(glob: string): string[] {
  if (!glob.includes("*")) return [glob];
  if (!glob.endsWith("/**")) return [glob.replace("*", "sample")];
  const folder = glob.slice(0, -"/**".length);
  return ["sample.ts", "sample.tsx", "sample.astro", "deeper/sample.ts"].map((name) => `${folder}/${name}`);
}

/** Ways around the law, for every file: up and over, and without a name. */
const CLIMBS = [
  "../db/schema.ts",
  "./../db/schema.ts",
  "./deeper/../../db/schema.ts",
  "#src/lib/../db/schema.ts",
];
const OUTSIDE = ["test/edge/sample.test.ts", "bench/sample.ts", "sample.config.ts"];

let folder: string;
let reported: ReadonlyMap<string, ReadonlySet<string>>;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "orgstead-import-law-"));
  cpSync("oxlint.config.ts", join(folder, "oxlint.config.ts"));
  symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
  const features = readdirSync("src/features").map((name) => join(folder, "src/features", name));
  features.forEach((feature) => mkdirSync(feature, { recursive: true }));
  for (const { file } of CASES) write(file, [...Object.values(WAYS), ...CLIMBS]);
  for (const file of OUTSIDE) write(file, CLIMBS);
  reported = lint();
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(file: string, imports: readonly string[]): void {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  const lines = imports.map((from, at) => `import { x as x${at} } from "${from}";`);
  const text = file.endsWith(".astro") ? ["---", ...lines, "---", "<p>Sample</p>"] : lines;
  writeFileSync(path, `${text.join("\n")}\n`);
}

type Diagnostic = { readonly code: string; readonly message: string; readonly filename: string };

/** What oxlint's rule on imports reports, by file: the modules that were imported. */
function lint(): Map<string, ReadonlySet<string>> {
  const oxlint = resolve("node_modules/.bin/oxlint");
  const { stdout } = spawnSync(oxlint, ["-f", "json", "."], {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 1e8,
  });
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: readonly Diagnostic[] };
  const found = new Map<string, ReadonlySet<string>>();
  for (const { code, message, filename } of diagnostics) {
    if (code !== "eslint(no-restricted-imports)") continue;
    const from = /^'([^']+)' import is restricted/.exec(message)?.[1] ?? expect.fail(message);
    found.set(filename, new Set([...(found.get(filename) ?? []), from]));
  }
  return found;
}

function reportedIn(file: string): string[] {
  return [...(reported.get(file) ?? [])].toSorted();
}

describe("the import law", () => {
  test.each(CASES)("keeps $room to its row, in $file", ({ room, file }) => {
    const open = allowed(room, file).map((way) => WAYS[way] ?? expect.fail(`this test knows no way ${way}`));
    const closed = Object.values(WAYS).filter((to) => !open.includes(to));
    expect(reportedIn(file).filter((from) => !CLIMBS.includes(from))).toEqual(closed.toSorted());
  });

  test.each([...CASES.map(({ file }) => file), ...OUTSIDE])("lets nothing climb out, in %s", (file) => {
    expect(reportedIn(file).filter((from) => CLIMBS.includes(from))).toEqual(CLIMBS.toSorted());
  });

  test("has a row for every room of src", () => {
    const rooms = readdirSync("src").filter((name) => !["env.d.ts", "styles", "features"].includes(name));
    const named = LAW.flatMap(({ files }) => files.map((file) => file.split("/")[1]));
    expect(rooms.filter((name) => !named.includes(name))).toEqual([]);
  });
});
