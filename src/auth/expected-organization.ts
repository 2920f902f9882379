export const ORGANIZATION_HEADER = "expected-organization";
export const ORGANIZATION_PARAMETER = "organization";

/**
 * The organizations, by id or slug, that an API request says it expects to be active: in a header, in its
 * address, or nowhere. They assert and never choose: another tab may have switched the session. access.ts
 * compares each.
 */
export function expectedOrganizations({ url, headers }: Request): readonly string[] {
  const named = headers.get(ORGANIZATION_HEADER);
  return [...(named === null ? [] : [named]), ...new URL(url).searchParams.getAll(ORGANIZATION_PARAMETER)];
}
