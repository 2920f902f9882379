import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ACCESS, accessTo } from "#src/auth/access.ts";
import { BY_HAND } from "./by-hand.ts";
import { CALLERS } from "./callers.ts";
import { cellsOf, METHODS, RECIPES, ROUTES, type Cell } from "./cells.ts";
import { expectedOf } from "./expectation.ts";

const { cells } = cellsOf(ROUTES);

/** Until a route is open to machines, there is none that one could be let in to. */
const MACHINES_ENTER = cells.some(({ entry }) => entry !== undefined && "machine" in entry);
const SERVER = "dist/server";
/** Routes that Astro adds by itself and that the edge answers with 404 (test/build/dist.test.ts). */
const NOT_OURS = ["/_image", "/_server-islands/[name]"];

test("every route of the build is in the matrix", () => {
  const files = readdirSync(SERVER, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".mjs"),
  );
  // Astro's manifest of routes stands in one of them as JSON.
  const code = files.map((file) => readFileSync(`${SERVER}/${file}`, "utf8")).join("\n");
  const built = [...code.matchAll(/"route":"([^"]+)"/g)].map(([, route]) => route ?? "");
  expect(built.filter((route) => !NOT_OURS.includes(route)).toSorted()).toEqual(ROUTES.toSorted());
});

test("every method that a route serves has a recipe, and every recipe a method", () => {
  const served = ROUTES.flatMap((route) => Object.keys(ACCESS[route]).map((method) => `${method} ${route}`));
  const described = Object.entries(RECIPES).flatMap(([route, row]) =>
    Object.entries(row).map(([method]) => `${method} ${route}`),
  );
  expect(described.toSorted()).toEqual(served.toSorted());
});

test("every right that lets somebody in is asked for by an act there", () => {
  const missing = ROUTES.flatMap((route) =>
    Object.entries(accessTo(route) ?? {}).flatMap(([method, { rights = [] }]) => {
      if (method === "GET") return [];
      const asked = cells.filter((cell) => cell.route === route && cell.method === method);
      return rights
        .filter((right) => !asked.some(({ act }) => (act.right ?? right) === right))
        .map((right) => `${method} ${route}: ${right}`);
    }),
  );
  expect(missing).toEqual([]);
});

test("every caller is let in somewhere, and turned away somewhere", () => {
  const [done, refused] = [callersOf("done"), callersOf("refused")];
  const lacking = CALLERS.map(({ name }) => name).filter((name) => !done.has(name) || !refused.has(name));
  expect(lacking).toEqual(MACHINES_ENTER ? [] : ["machine of A"]);
});

test("for every refusal the same request succeeds for the right caller", () => {
  const done = new Set(cells.filter((cell) => expectedOf(cell).outcome === "done").map(requestOf));
  const refused = cells.filter(({ entry }) => entry !== undefined).map(requestOf);
  expect([...new Set(refused)].filter((name) => !done.has(name))).toEqual([]);
});

test("a method that is not served belongs to a route that serves another, or is closed to everybody", () => {
  const closed = ROUTES.filter((route) =>
    cells.every((cell) => cell.route !== route || cell.entry === undefined),
  );
  expect(closed).toEqual(["/unsent-form", "/forbidden"]);
});

test.each(BY_HAND)(
  "%s: %s, as %s, organization %s, row %s: %i",
  (asked, act, caller, place, owner, status) => {
    const [method, route] = asked.split(" ");
    const found = cells.filter(
      (cell) =>
        cell.method === METHODS.find((each) => each === method) &&
        cell.route === route &&
        cell.act.name === act &&
        cell.caller.name === caller &&
        cell.place === place &&
        cell.owner === owner,
    );
    expect(found.map((cell) => expectedOf(cell).status)).toEqual([status]);
  },
);

function callersOf(outcome: string): ReadonlySet<string> {
  return new Set(
    cells.filter((cell) => expectedOf(cell).outcome === outcome).map(({ caller }) => caller.name),
  );
}

function requestOf({ route, method, act }: Cell): string {
  return `${method} ${route}: ${act.name}`;
}
