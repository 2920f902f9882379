import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ACCESS } from "#src/auth/access.ts";
import { refuse } from "#src/edge/request-gate.ts";
import { build, buildableCopy, routesOf, type Route } from "./build.ts";

let folder: string;
beforeAll(async () => {
  folder = await buildableCopy("build-routes");
});
afterAll(() => rm(folder, { recursive: true }));

async function builtRoutes(): Promise<Route[]> {
  build(folder);
  return routesOf(folder);
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
  const routes = await builtRoutes();
  expect(withoutRow(routes)).toEqual([]);
  expect(Object.keys(ACCESS).filter((pattern) => !routes.map(patternOf).includes(pattern))).toEqual([]);
  expect(routes.filter(isRefused).map(patternOf)).toEqual(["/_server-islands/[name]", "/_image"]);
});

test("a page and an endpoint without a row are found", async () => {
  const pages = join(folder, "src/pages/orgs/[slug]/unlisted");
  await mkdir(pages);
  await writeFile(join(pages, "page.astro"), "<p>Nobody said who may see this.</p>\n");
  await writeFile(join(pages, "data.json.ts"), "export const GET = () => new Response();\n");
  expect(withoutRow(await builtRoutes()).toSorted()).toEqual([
    "/orgs/[slug]/unlisted/data.json",
    "/orgs/[slug]/unlisted/page",
  ]);
});
