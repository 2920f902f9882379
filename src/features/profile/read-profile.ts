import {
  fetchPerson,
  type ClerkContext,
  type ClerkFailure,
  type ClerkPerson,
} from "#src/clerk/backend-api.ts";
import type { UserId } from "#src/lib/ids.ts";
import type { Result } from "#src/lib/result.ts";

/** The caller's own record, fresh from Clerk: one Backend API call. */
export function readProfile(
  context: ClerkContext,
  userId: UserId,
): Promise<Result<ClerkPerson, ClerkFailure>> {
  return fetchPerson(context, userId);
}
