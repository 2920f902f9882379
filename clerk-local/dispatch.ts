import { type Asked, askedOf } from "./asked.ts";
import type { Clock } from "./clock.ts";
import type { Courier } from "./webhooks/courier.ts";
import { notImplemented, Refusal, refusalResponse } from "./errors.ts";
import { type Fields, readFields } from "./fields.ts";
import { apiOf, checkSecretKey } from "./guard.ts";
import type { Instance } from "./instance.ts";
import { expireInvitations } from "./rules/invitations.ts";
import type { Tables } from "./state/tables.ts";

/** What every route and rule may know: the state, the instance that is played, the time, and who carries webhooks. */
export type Situation = {
  readonly tables: Tables;
  readonly instance: Instance;
  readonly clock: Clock;
  readonly courier: Courier;
};

/** One request to one route. */
export type Call = Situation & {
  readonly request: Request;
  readonly query: URLSearchParams;
  readonly fields: Fields;
  /** The named segment of the path. Throws on a name that the route's path does not have. */
  readonly segment: (name: string) => string;
};

export type Route = {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE" | "PUT";
  /** Segments after a colon are named: `/v1/users/:id`. */
  readonly path: string;
  readonly answer: (call: Call) => Response | Promise<Response>;
  /** The source file of the SDK that makes the call: `backend/…` of @clerk/backend, `clerk-js/…` of clerk-js. */
  readonly calledBy: string;
  /** What Clerk does and this route does not, and why; null where no difference is known. For the README. */
  readonly simplified: string | null;
};

export type Routes = { readonly backend: readonly Route[]; readonly frontend: readonly Route[] };

/** The answer to a request, refusals included. Remembers the request for the tests that count them. */
export async function dispatch(request: Request, routes: Routes, situation: Situation): Promise<Response> {
  const asked = askedOf(request);
  expireInvitations(situation.tables, situation.clock.nowMs);
  const response = await answer(request, { ...asked, routes }, situation);
  situation.tables.addRequest({ ...asked, status: response.status, atMs: situation.clock.realMs });
  return response;
}

/** The first route that answers such a call, with the named segments of the path; null for one that is not known. */
export function findRoute(
  { method, path }: Pick<Asked, "method" | "path">,
  routes: readonly Route[],
): { readonly route: Route; readonly segments: ReadonlyMap<string, string> } | null {
  for (const route of routes) {
    const segments = route.method === method ? matchPath(route.path, path) : null;
    if (segments !== null) return { route, segments };
  }
  return null;
}

async function answer(
  request: Request,
  asked: Asked & { readonly routes: Routes },
  situation: Situation,
): Promise<Response> {
  const fields = await readFields(request);
  try {
    checkSecretKey(request, situation.instance);
    const found = findRoute(asked, asked.routes[apiOf(request)]);
    if (found === null) throw notImplemented(asked.method, asked.path);
    const { route, segments } = found;
    return await route.answer(callOf({ request, fields, segments }, situation));
  } catch (error) {
    if (error instanceof Refusal) return refusalResponse(error);
    throw error;
  }
}

function callOf(
  { request, fields, segments }: Pick<Call, "request" | "fields"> & { segments: ReadonlyMap<string, string> },
  situation: Situation,
): Call {
  return {
    ...situation,
    request,
    query: new URL(request.url).searchParams,
    fields,
    segment: (name) => {
      const value = segments.get(name);
      if (value === undefined) throw new Error(`clerk-local: this route's path has no :${name}.`);
      return value;
    },
  };
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    // No id has a stray percent sign: left as it is, it is found nowhere.
    return value;
  }
}

/** The named segments of a path that has the pattern's shape; null for another path. */
function matchPath(pattern: string, path: string): ReadonlyMap<string, string> | null {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return null;
  const segments = new Map<string, string>();
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? "";
    if (part.startsWith(":") && value !== "") segments.set(part.slice(1), decoded(value));
    else if (part !== value) return null;
  }
  return segments;
}
