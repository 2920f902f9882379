const DEFAULT_LIMIT = 10;
const MAX_LIMIT = 500;

/** A page as the Backend API sends it, `{data, total_count}`; the SDK leaves `offset: 0` out of the query. */
export function answerPage(query: URLSearchParams, items: readonly unknown[]): Response {
  return Response.json({ data: pageOf(query, items), total_count: items.length });
}

/** The items that `limit` and `offset` ask for; ten where nothing is asked, and never more than 500. */
export function pageOf<Item>(query: URLSearchParams, items: readonly Item[]): Item[] {
  const offset = Number(query.get("offset") ?? 0);
  const limit = Math.min(Number(query.get("limit") ?? DEFAULT_LIMIT), MAX_LIMIT);
  return items.slice(offset, offset + limit);
}
