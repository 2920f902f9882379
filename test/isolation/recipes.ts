import type { RoutePattern } from "#src/auth/access.ts";
import type { Right } from "#src/auth/rights.ts";
import type { Headers } from "#test/support/requests.ts";

/** What an id in a request is one of. */
export type Thing =
  | "task"
  | "draft"
  | "published"
  | "integration"
  | "invitation"
  | "member"
  | "seat"
  | "word";

/** What a request is filled with: the id that the cell is about. */
type Filling = { readonly id: string };

/** Before every row, in lists that begin with the newest. */
export const LATE_MS = Date.UTC(2100, 0);

/** One thing that a route does, as a request that a page or a program would send. */
export type Act = {
  readonly name: string;
  /** The right that it asks for itself; null where getting in is all. */
  readonly right: Right | null;
  /** Whether it looks at the row before it asks for the right; those to own rows always do. */
  readonly looksFirst?: true;
  /** Whether who has no right to a row is told that there is none. */
  readonly hides?: true;
  readonly thing?: Thing;
  readonly query?: (filling: Filling) => Headers;
  readonly fields?: (filling: Filling) => Headers;
  readonly json?: (filling: Filling) => unknown;
  /** The status when it is done. */
  readonly done: number;
  /** And when the id is another organization's or no one's; 404 if not given. */
  readonly missing?: number;
  /** And when it is no id; as for a missing one if not given. */
  readonly malformed?: number;
};

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
export type Recipes = Readonly<Partial<Record<RoutePattern, Partial<Record<Method, readonly Act[]>>>>>;
