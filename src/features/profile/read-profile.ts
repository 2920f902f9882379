import {
  fetchCaller,
  type ClerkContext,
  type ClerkFailure,
  type ClerkPerson,
} from "#src/clerk/backend-api.ts";
import type { Result } from "#src/lib/result.ts";

/** The caller's own record, fresh from Clerk: one Backend API call a request, however often it is read. */
export function readProfile(context: ClerkContext): Promise<Result<ClerkPerson | null, ClerkFailure>> {
  return fetchCaller(context);
}
