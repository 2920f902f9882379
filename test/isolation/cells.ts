import { ACCESS, accessTo, type Entry, type RoutePattern } from "#src/auth/access.ts";
import { RIGHTS } from "#src/auth/rights.ts";
import { isApiPath } from "#src/lib/problem.ts";
import { API_RECIPES } from "./api-recipes.ts";
import { CALLERS, type Caller } from "./callers.ts";
import { PAGE_RECIPES } from "./page-recipes.ts";
import type { Act, Method, Recipes } from "./recipes.ts";

export const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;
export type Asked = (typeof METHODS)[number];

/** How a request names an organization, and which. */
export const PLACES = [
  "none",
  "own",
  "own by id",
  "foreign",
  "foreign by id",
  "absent",
  "absent by id",
  "malformed",
] as const;
export type Place = (typeof PLACES)[number];

/** Whose is what an id is of: `own` is somebody else's of the same organization. */
export const OWNERS = ["none", "mine", "own", "foreign", "absent", "malformed"] as const;
export type Owner = (typeof OWNERS)[number];

export type Cell = {
  readonly route: RoutePattern;
  readonly method: Asked;
  /** What the table of access says; undefined where the method is not served. */
  readonly entry: Entry | undefined;
  readonly act: Act;
  readonly caller: Caller;
  readonly place: Place;
  readonly owner: Owner;
};

export const RECIPES: Recipes = { ...PAGE_RECIPES, ...API_RECIPES };
// The table's own keys.
export const ROUTES = Object.keys(ACCESS) as RoutePattern[];
/** A request of a method that is not served: as bare as can be. */
const UNSERVED: Act = { name: "not served", right: null, done: 405 };

export type LeftOut = ReadonlyMap<string, number>;

/** Every cell that means something, and how many each rule has left out. */
export function cellsOf(routes: readonly RoutePattern[]): { cells: Cell[]; leftOut: LeftOut } {
  const cells: Cell[] = [];
  const leftOut = new Map<string, number>();
  for (const cell of everyCell(routes)) {
    const rule = RULES.find(({ leavesOut }) => leavesOut(cell));
    if (rule === undefined) cells.push(cell);
    else leftOut.set(rule.because, (leftOut.get(rule.because) ?? 0) + 1);
  }
  return { cells, leftOut };
}

/** A cell in words, as in `POST /orgs/[slug]/tasks: create, as B admin, place own by id, owner foreign`. */
export function nameOf({ route, method, act, caller, place, owner }: Cell): string {
  return `${method} ${route}: ${act.name}, as ${caller.name}, organization ${place}, row ${owner}`;
}

/** Whether a request of that kind may change rows: what of one does, its outcome says. */
export function changesRows({ method, entry }: Cell): boolean {
  return entry !== undefined && entry.who !== "anyone" && method !== "GET" && method !== "HEAD";
}

function* everyCell(routes: readonly RoutePattern[]): Generator<Cell> {
  for (const route of routes) {
    for (const method of METHODS) {
      for (const { entry, act } of actsOf(route, method)) {
        for (const caller of CALLERS) {
          for (const place of PLACES) {
            for (const owner of OWNERS) yield { route, method, entry, act, caller, place, owner };
          }
        }
      }
    }
  }
}

function actsOf(route: RoutePattern, asked: Asked): { entry: Entry | undefined; act: Act }[] {
  const method: Method | undefined = asked === "OPTIONS" ? undefined : asked === "HEAD" ? "GET" : asked;
  const entry = method && accessTo(route)?.[method];
  if (method === undefined || entry === undefined) return [{ entry: undefined, act: UNSERVED }];
  return (RECIPES[route]?.[method] ?? []).map((act) => ({ entry, act }));
}

type Rule = { readonly because: string; readonly leavesOut: (cell: Cell) => boolean };

/** Why a cell would say nothing that another does not; the first that holds counts. */
const RULES: readonly Rule[] = [
  {
    because: "a method that is not served is refused before anything else is read",
    leavesOut: ({ entry, place, owner }) => entry === undefined && (place !== "none" || owner !== "none"),
  },
  {
    because: "the request does not name an organization in that way",
    leavesOut: (cell) => cell.entry !== undefined && !placesOf(cell).includes(cell.place),
  },
  {
    because: "the act is about no row, or about one",
    leavesOut: ({ act, owner }) => (act.thing === undefined) !== (owner === "none"),
  },
  {
    because: "the caller's addresses name one organization always",
    leavesOut: ({ caller, route, method, place }) =>
      caller.addresses !== null &&
      (!route.includes("[slug]") || (method !== "POST" && place !== "foreign" && place !== "none")),
  },
  {
    because: "the caller has no organization, so nothing is their own",
    leavesOut: ({ caller, place, owner }) =>
      caller.home === null && (place.startsWith("own") || ["mine", "own"].includes(owner)),
  },
  {
    because: "who made the row does not matter to the act, or it was no person",
    leavesOut: ({ caller, act, owner }) =>
      owner === "mine" && (act.right === null || !isOwnRight(act.right) || caller.kind === "machine"),
  },
  {
    because: "any text is a word",
    leavesOut: ({ act, owner }) => act.thing === "word" && owner === "malformed",
  },
  {
    because: "one thing is wrong at a time: the organization, or the row",
    leavesOut: (cell) => !isUsual(cell) && cell.owner !== "none" && cell.owner !== besideWrong(cell),
  },
  {
    because: "HEAD is GET without a body",
    leavesOut: (cell) =>
      cell.method === "HEAD" && (!isFirst(cell) || isNoOnes(cell.place) || isNoOnes(cell.owner)),
  },
  {
    because: "how the organization is named is tried with one act of a route and method",
    leavesOut: (cell) =>
      !isFirst(cell) && !isUsual(cell) && !["foreign", "foreign by id"].includes(cell.place),
  },
  {
    because: "by slug and by id at once",
    leavesOut: (cell) =>
      !isFirst(cell) && cell.place === "foreign by id" && placesOf(cell).includes("foreign"),
  },
];

function isFirst({ route, method, act, entry }: Cell): boolean {
  return entry === undefined || actsOf(route, method)[0]?.act === act;
}

function isNoOnes(what: Place | Owner): boolean {
  return what.startsWith("absent") || what === "malformed";
}

function isOwnRight(right: keyof typeof RIGHTS): boolean {
  return "own" in RIGHTS[right];
}

/** How a request of that route and method can say which organization it is about. */
function placesOf({ route, method, entry, caller }: Cell): readonly Place[] {
  const byId: readonly Place[] = ["own by id", "foreign by id", "absent by id", "malformed"];
  if (isApiPath(route)) return entry?.who === "anyone" ? ["none"] : ["none", ...byId];
  if (method === "POST") return entry?.who === "anyone" ? ["none"] : ["none", ...byId];
  if (!route.includes("[slug]")) return ["none"];
  return caller.addresses === null ? PLACES.filter((place) => place !== "none") : ["foreign"];
}

/** Whether the organization is named as it usually is; what else may be wrong then is the row. */
function isUsual({ route, method, caller, place }: Cell): boolean {
  if (isApiPath(route) || (method !== "POST" && !route.includes("[slug]"))) return place === "none";
  if (method === "POST") return place === (caller.home === null ? "foreign by id" : "own by id");
  return place === (caller.home === null ? "foreign" : "own");
}

function besideWrong({ caller, place }: Cell): Owner {
  return caller.home === null || place.startsWith("foreign") ? "foreign" : "own";
}
