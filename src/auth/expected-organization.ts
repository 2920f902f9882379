const HEADER = "expected-organization";
const PARAMETER = "organization";

/**
 * The organizations, by id or slug, that an API request says it expects to be active: in a header, in its
 * address, or nowhere. They assert and never choose: another tab may have switched the session. access.ts
 * compares each.
 */
export function expectedOrganizations({ url, headers }: Request): readonly string[] {
  const named = headers.get(HEADER);
  return [...(named === null ? [] : [named]), ...new URL(url).searchParams.getAll(PARAMETER)];
}
