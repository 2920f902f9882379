import type { Caller } from "#src/auth/caller.ts";
import {
  fetchCaller,
  fetchOwnOrganizations,
  type ClerkContext,
  type ClerkFailure,
  type ClerkPerson,
  type ClerkSeat,
} from "#src/clerk/backend-api.ts";
import type { TenantScope } from "#src/db/tenant-scope.ts";
import { fail, ok, type Result } from "#src/lib/result.ts";

export type Me = { readonly person: ClerkPerson; readonly organizations: readonly ClerkSeat[] };

/**
 * The caller and their organizations, fresh from Clerk in two calls at once. Not from the mirror: a member of
 * one organization reads no row of another, not even their own membership.
 */
export async function readMe(
  context: ClerkContext,
  { userId }: Extract<Caller<TenantScope>, { kind: "person" | "member" }>,
): Promise<Result<Me, ClerkFailure>> {
  const [person, organizations] = await Promise.all([
    fetchCaller(context),
    fetchOwnOrganizations(context, userId),
  ]);
  if (!person.ok || !organizations.ok || person.value === null) return fail("clerk-unavailable");
  return ok({ person: person.value, organizations: organizations.value });
}
