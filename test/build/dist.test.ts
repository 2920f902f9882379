import { readFileSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CAST, CAST_PASSWORD } from "#clerk-local/seed.ts";
import { ACCESS } from "#src/auth/access.ts";
import { refuse } from "#src/edge/request-gate.ts";
import { build, buildableCopy, digests, routesOf, tracesIn, type Built, type Route } from "./build.ts";

/** Everything by which clerk-local could be known: its names, its keys, where it listens, who is there. */
const CLERK_LOCAL = [
  "clerk-local",
  "clerk_local",
  "orgstead-local",
  "127.0.0.1",
  "localhost:8787",
  ":8788",
  ...secretsOfSiteEnv(),
  CAST_PASSWORD,
  ...CAST.people.flatMap(({ id, email }) => [id, email]),
  ...CAST.organizations.map(({ id }) => id),
];

/** What a developer may have lying around: in .dev.vars, in .env, in the shell. */
const FILE_VALUES = {
  CLERK_SECRET_KEY: "sk_test_canaryInDevVars",
  CLERK_JWT_KEY: "canaryJwtKeyInDevVars",
  PUBLIC_CLERK_PUBLISHABLE_KEY: "pk_test_canaryInDevVars",
};
const SHELL_VALUES = {
  PUBLIC_CLERK_PUBLISHABLE_KEY: "pk_test_canaryInTheShell",
  PUBLIC_CLERK_SIGN_IN_URL: "/canary-in-the-shell",
  PUBLIC_CLERK_PROXY_URL: "/__canary",
  CLERK_SECRET_KEY: "sk_test_canaryInTheShell",
  CLERK_API_URL: "https://canary-in-the-shell.example",
  APP_ORIGIN: "https://canary-in-the-shell.example",
};

let folder: string;
let clean: Built;
let littered: Built;
beforeAll(async () => {
  folder = await buildableCopy("build-dist");
  clean = build(folder);
  for (const name of [".dev.vars", ".env", ".env.production"]) {
    await writeFile(join(folder, name), linesOf(FILE_VALUES));
  }
  littered = build(folder, SHELL_VALUES);
});
afterAll(() => rm(folder, { recursive: true }));

function linesOf(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${value}\n`)
    .join("");
}

/** The values of clerk-local/site.env that are its own, keys without their common frame. */
function secretsOfSiteEnv(): string[] {
  const settings = parseEnv(readFileSync("clerk-local/site.env", "utf8"));
  return [
    "PUBLIC_CLERK_PUBLISHABLE_KEY",
    "CLERK_SECRET_KEY",
    "CLERK_JWT_KEY",
    "CLERK_WEBHOOK_SIGNING_SECRET",
  ].map(
    (name) => settings[name]?.replaceAll(/-----[A-Z ]+-----/g, "") ?? expect.fail(`site.env has no ${name}`),
  );
}

describe.each([
  ["a first build", () => clean],
  ["a second build, beside .dev.vars and with settings in the shell,", () => littered],
] as const)("%s", (_, built) => {
  test("holds no trace of clerk-local", () => {
    expect(tracesIn(built(), CLERK_LOCAL)).toEqual([]);
  });

  test("holds no key of anyone", () => {
    const keys = /\b([sp]k_(test|live)_[A-Za-z0-9+/=]{12,}|whsec_[A-Za-z0-9+/=]{12,}|MII[A-Za-z0-9+/]{60,})/;
    const found = [...built()].flatMap(([, bytes]) => keys.exec(bytes.toString("latin1"))?.[0] ?? []);
    expect(found).toEqual([]);
    expect(tracesIn(built(), ["canary"])).toEqual([]);
  });

  test("holds no file of settings, no source map and no source", () => {
    const paths = [...built().keys()];
    expect(paths.filter((path) => /\.(dev\.vars|env)|\.map$|\.astro$|\.tsx?$/.test(path))).toEqual([]);
    expect(tracesIn(built(), ["sourceMappingURL="])).toEqual([]);
  });

  test("serves hashed assets, the icon, robots.txt and headers, and nothing else, as files", () => {
    const served = [...built().keys()].filter((path) => path.startsWith("client/")).toSorted();
    const hashed = /^client\/_astro\/.+\.[\w-]{8}\.(js|css)$/;
    expect(served.filter((path) => hashed.test(path)).length).toBeGreaterThan(1);
    expect(served.filter((path) => !hashed.test(path))).toEqual([
      "client/.assetsignore",
      "client/_headers",
      "client/favicon.svg",
      "client/robots.txt",
    ]);
  });
});

test("two builds are the same, byte for byte, whatever lies around", () => {
  expect(digests(littered)).toEqual(digests(clean));
});

test("a build for production is the same code, with other names and vars beside it", () => {
  const production = build(folder, { CLOUDFLARE_ENV: "production" });
  expect(codeOf(production)).toEqual(codeOf(clean));
  // Of the file's many settings, the two that are compared.
  const config = JSON.parse(production.get("server/wrangler.json")?.toString() ?? "{}") as {
    readonly name: string;
    readonly vars: Record<string, string>;
  };
  expect([config.name, config.vars["APP_ENV"]]).toEqual(["orgstead-production", "production"]);
});

function codeOf(built: Built): Record<string, string> {
  const { "built-from": _, "server/wrangler.json": __, ...code } = digests(built);
  return code;
}

/** Routes that Astro adds by itself and that the edge answers with 404 before Astro is asked. */
function isRefused({ pattern }: Route): boolean {
  const origin = "https://app.example.com";
  const request = new Request(`${origin}${pattern.replaceAll(/\[[^\]]*\]/g, "x")}`);
  return refuse(request, { origin, production: true })?.status === 404;
}

function withoutRow(routes: readonly Route[]): string[] {
  return routes.filter((route) => !isRefused(route) && !Object.hasOwn(ACCESS, route.pattern)).map(patternOf);
}

const patternOf = ({ pattern }: Route) => pattern;

test("every built route has a row in the table of access, and every row a route", async () => {
  const routes = await routesOf(folder);
  expect(withoutRow(routes)).toEqual([]);
  expect(Object.keys(ACCESS).filter((pattern) => !routes.map(patternOf).includes(pattern))).toEqual([]);
  expect(routes.filter(isRefused).map(patternOf)).toEqual(["/_server-islands/[name]", "/_image"]);
});

test("a page and an endpoint without a row are found", async () => {
  const pages = join(folder, "src/pages/orgs/[slug]/unlisted");
  await mkdir(pages);
  await writeFile(join(pages, "page.astro"), "<p>Nobody said who may see this.</p>\n");
  await writeFile(join(pages, "data.json.ts"), "export const GET = () => new Response();\n");
  build(folder);
  expect(withoutRow(await routesOf(folder)).toSorted()).toEqual([
    "/orgs/[slug]/unlisted/data.json",
    "/orgs/[slug]/unlisted/page",
  ]);
});
