import { wrongField } from "#clerk-local/errors.ts";

const DEFAULT_LIMIT = 10;
const MAX_LIMIT = 500;

/** A page as the Backend API sends it, `{data, total_count}`; the SDK leaves `offset: 0` out of the query. */
export function answerPage(query: URLSearchParams, items: readonly unknown[]): Response {
  return Response.json({ data: pageOf(query, items), total_count: items.length });
}

/** The items that `limit` and `offset` ask for; ten where nothing is asked. Throws on a limit that Clerk has not. */
export function pageOf<Item>(query: URLSearchParams, items: readonly Item[]): Item[] {
  const offset = wholeNumber(query, "offset", { least: 0, most: Infinity }) ?? 0;
  const limit = wholeNumber(query, "limit", { least: 1, most: MAX_LIMIT }) ?? DEFAULT_LIMIT;
  return items.slice(offset, offset + limit);
}

function wholeNumber(
  query: URLSearchParams,
  name: string,
  { least, most }: { readonly least: number; readonly most: number },
): number | null {
  const text = query.get(name);
  if (text === null) return null;
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least && number <= most) return number;
  throw wrongField("form_param_value_invalid", name, `${name} must be a whole number that Clerk allows.`);
}
