/** Which addresses say which organization is to be active, in the patterns of Clerk's SDK. First match wins. */
export const ORGANIZATION_PATHS = {
  // Ids come first: an instance without slugs has nothing else, and a slug never has an underscore.
  organizationPatterns: [
    String.raw`/orgs/:id(org_\w+)`,
    String.raw`/orgs/:id(org_\w+)/(.*)`,
    "/orgs/:slug",
    "/orgs/:slug/(.*)",
  ],
  // All but /me/session, which must not change what it shows. (`.{0}`: a group may not begin with `?`.)
  personalAccountPatterns: ["/me", "/me/(.{0}(?!session$).*)"],
};

const ORGANIZATION = /^\/orgs\/([^/]+)(\/|$)/i;
const PERSONAL = /^\/me(\/(?!session$).*)?$/i;

/**
 * Whether an address asks for another organization than the one that a session token names, or for none where it
 * names one: what the patterns above mean, for where Clerk's SDK does not look at them.
 */
export function asksForAnother(pathname: string, claims: Readonly<Record<string, unknown>>): boolean {
  const { o } = claims;
  const active = typeof o === "object" && o !== null ? { ...o } : null;
  const segment = ORGANIZATION.exec(pathname)?.[1];
  if (segment === undefined) return active !== null && PERSONAL.test(pathname);
  const named = /^org_\w+$/.test(segment) ? "id" : "slg";
  return active === null || Reflect.get(active, named) !== segment;
}
