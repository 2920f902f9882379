import type { Route } from "#clerk-local/dispatch.ts";

/** A route, without the file that calls it: `calledBy` adds that to a group. */
type Entry = Omit<Route, "calledBy">;

export function calledBy(file: string, entries: readonly Entry[]): Route[] {
  return entries.map((entry) => ({ ...entry, calledBy: file }));
}

export function get(path: string, answer: Route["answer"], simplified: string | null = null): Entry {
  return { method: "GET", path, answer, simplified };
}

export function post(path: string, answer: Route["answer"], simplified: string | null = null): Entry {
  return { method: "POST", path, answer, simplified };
}

export function patch(path: string, answer: Route["answer"], simplified: string | null = null): Entry {
  return { method: "PATCH", path, answer, simplified };
}

export function put(path: string, answer: Route["answer"], simplified: string | null = null): Entry {
  return { method: "PUT", path, answer, simplified };
}

export function remove(path: string, answer: Route["answer"], simplified: string | null = null): Entry {
  return { method: "DELETE", path, answer, simplified };
}
