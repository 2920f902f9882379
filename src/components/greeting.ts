type Named = { readonly firstName: string | null; readonly username: string | null };

/**
 * The words for whom clerk-js knows. Three states: `undefined` is "not known yet", and without it a signed-out
 * greeting would flash before the signed-in one.
 */
export function greeting(user: Named | null | undefined): string {
  if (user === undefined) return "Loading…";
  if (user === null) return "Not signed in.";
  return `Hello, ${user.firstName ?? user.username ?? "and welcome"}.`;
}
