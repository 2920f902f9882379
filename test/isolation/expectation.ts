import { accessTo } from "#src/auth/access.ts";
import { RIGHTS, type Right } from "#src/auth/rights.ts";
import { ROLE_PERMISSIONS } from "#src/auth/roles.ts";
import { isApiPath, type ProblemCode } from "#src/lib/problem.ts";
import { MACHINE_SCOPES, type Caller } from "./callers.ts";
import type { Cell } from "./cells.ts";

/** What must come of a cell's request. */
export type Expected = {
  readonly outcome: "done" | "refused";
  readonly status: number;
  /** Where it leads; undefined where the page itself decides. */
  readonly to?: "sign-in" | "/me" | "/me?notice=organization" | "home" | null | undefined;
  /** What the API calls it. */
  readonly code?: ProblemCode;
  readonly allow?: string;
};

/** What the edge lets through at all (`src/edge/request-gate.ts`). */
const EDGE_METHODS = {
  page: ["GET", "HEAD", "POST"],
  api: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
};
/** Fields that a page fills in by itself; all others are a person's words, which are not to be lost. */
const NO_WORDS: ReadonlySet<string> = new Set([
  "org",
  "act",
  "task",
  "integration",
  "invitation",
  "member",
  "version",
  "key",
]);

/** From the tables of routes, rights and roles alone; none of the code that reads them in the product is asked. */
export function expectedOf(cell: Cell): Expected {
  const { entry, route, caller } = cell;
  const isApi = isApiPath(route);
  if (entry === undefined) return refusedMethod(cell);
  if (caller.kind === "machine") return expectedOfMachine(cell);
  if (entry.who === "anyone") return done(cell);
  if (isApi) return expectedOfApi(cell);
  return cell.method === "POST" ? expectedOfForm(cell) : expectedOfPage(cell);
}

function refusedMethod({ route, method, caller }: Cell): Expected {
  const isApi = isApiPath(route);
  const row = accessTo(route) ?? {};
  const passes = EDGE_METHODS[isApi ? "api" : "page"];
  if (!passes.includes(method)) return refusal(405, isApi, { code: "method_not_allowed", allow: passes });
  if (caller.kind === "machine") return refusal(401, isApi, { code: "unauthenticated" });
  const served = Object.keys(row).flatMap((each) => (each === "GET" ? ["GET", "HEAD"] : [each]));
  if (served.length === 0) return refusal(404, isApi, { code: "not_found" });
  return refusal(405, isApi, { code: "method_not_allowed", allow: served });
}

/** Where machines enter, by what their key is for; everywhere else it is no way in, not even to what is open. */
function expectedOfMachine(cell: Cell): Expected {
  const { entry, route, place } = cell;
  const isApi = isApiPath(route);
  // Whatever else is sent with it: a key that is no session's is refused at the edge.
  if (!isApi || !(entry !== undefined && "machine" in entry)) {
    return refusal(401, isApi, { code: "unauthenticated" });
  }
  if (place !== "none" && place !== "own by id") return refusal(409, true, { code: "wrong_organization" });
  const { rights = [] } = entry;
  if (!rights.every((right) => MACHINE_SCOPES.includes(right))) {
    return refusal(403, true, { code: "forbidden" });
  }
  return expectedOfAct(cell);
}

function expectedOfApi(cell: Cell): Expected {
  const { entry, caller, place } = cell;
  const named = place === "none" || place.startsWith("own");
  if (caller.kind === "anonymous") return refusal(401, true, { code: "unauthenticated" });
  if (caller.kind === "pending") return refusal(401, true, { code: "session_pending" });
  if (entry?.who === "member" && caller.home === null) return refusal(400, true, { code: "no_active_org" });
  return named ? expectedInside(cell) : refusal(409, true, { code: "wrong_organization" });
}

function expectedOfForm(cell: Cell): Expected {
  const { caller, place, act } = cell;
  if (caller.kind === "anonymous") {
    const words = Object.entries(act.fields?.({ id: "an id" }) ?? {}).filter(
      ([name, value]) => !NO_WORDS.has(name) && value !== "",
    );
    return words.length > 0 ? refusal(401, false, {}) : { outcome: "refused", status: 303, to: "sign-in" };
  }
  return place.startsWith("own") ? expectedInside(cell) : refusal(409, false, {});
}

function expectedOfPage(cell: Cell): Expected {
  const { entry, caller, place, route } = cell;
  const leads = (to: Expected["to"]): Expected => ({ outcome: "refused", status: 303, to });
  if (caller.kind === "anonymous") return leads("sign-in");
  if (entry?.who === "signed-in") return done(cell);
  if (caller.kind === "pending") return leads("/me");
  if (entry?.who === "person") return done(cell);
  if (caller.home === null) return leads(route.includes("[slug]") ? "/me?notice=organization" : "/me");
  return place === "none" || place.startsWith("own") ? expectedInside(cell) : leads("home");
}

/** Of a member, about their own organization. */
function expectedInside(cell: Cell): Expected {
  const { entry, route } = cell;
  const { rights } = entry ?? {};
  const enters = rights?.some((right) => holds(cell, right) || hasOwn(cell, right)) ?? true;
  return enters ? expectedOfAct(cell) : refusal(403, isApiPath(route), { code: "forbidden" });
}

function expectedOfAct(cell: Cell): Expected {
  const { act, owner, route } = cell;
  const isApi = isApiPath(route);
  const { missing = 404, malformed = missing } = act;
  const absent = (status: number): Expected =>
    refusal(
      status,
      isApi,
      status === 404 ? { code: "not_found" } : status === 422 ? { code: "invalid" } : {},
    );
  if (owner === "malformed") return absent(malformed);
  const may = act.right === null || holds(cell, act.right) || (hasOwn(cell, act.right) && owner === "mine");
  const forbidden = act.hides === true ? absent(missing) : refusal(403, isApi, { code: "forbidden" });
  const looksFirst = act.looksFirst === true || (act.right !== null && isOwn(act.right));
  if (!may && !looksFirst) return forbidden;
  if (owner === "foreign" || owner === "absent") return absent(missing);
  return may ? done(cell) : forbidden;
}

function done({ act }: Cell): Expected {
  return { outcome: "done", status: act.done };
}

function refusal(
  status: number,
  isApi: boolean,
  said: { readonly code?: ProblemCode; readonly allow?: readonly string[] },
): Expected {
  return {
    outcome: "refused",
    status,
    to: status === 303 ? undefined : null,
    ...(isApi && status >= 400 && said.code !== undefined && { code: said.code }),
    ...(said.allow !== undefined && { allow: said.allow.join(", ") }),
  };
}

function holds(cell: Cell, right: Right): boolean {
  const { kind, isImpersonated } = cell.caller;
  const { needs } = RIGHTS[right];
  const role = roleFor(cell, right);
  if (isImpersonated && "inPerson" in RIGHTS[right]) return false;
  if (kind === "machine") return MACHINE_SCOPES.includes(right);
  if (needs === "member") return true;
  if (needs === "org:admin") return role === needs;
  const permissions: readonly string[] = role === null ? [] : ROLE_PERMISSIONS[role];
  return permissions.includes(needs);
}

/**
 * The token's word, or where the mirror is asked as well, what has become of it since: for whatever changes something by
 * such a right, and to enter where nothing else is to be had. What may be read lasts as long as the token.
 */
function roleFor({ caller, entry, method }: Cell, right: Right): Caller["role"] {
  const { role, since } = caller;
  const isRead = method === "GET" || method === "HEAD";
  const asks = isRead ? (entry?.rights ?? []).map((each) => RIGHTS[each].asks) : [RIGHTS[right].asks];
  if (since === "nothing" || !asks.includes("mirror")) return role;
  return since === "demoted" ? "org:member" : null;
}

function hasOwn(cell: Cell, right: Right): boolean {
  return isOwn(right) && roleFor(cell, right) !== null;
}

function isOwn(right: Right): boolean {
  return "own" in RIGHTS[right];
}
