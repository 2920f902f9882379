import { clerkClient } from "@clerk/astro/server";
import type { APIContext } from "astro";
import { fullName } from "#src/clerk/person-name.ts";
import type { OrgId, UserId } from "#src/lib/ids.ts";
import { fail, ok, type Result } from "#src/lib/result.ts";

/** What of Astro's context the SDK needs to find its keys. */
export type ClerkContext = Pick<APIContext, "locals"> & Parameters<typeof clerkClient>[0];

/** Clerk did not answer, or not in time, or with an error. */
export type ClerkFailure = "clerk-unavailable";

export type ClerkPerson = {
  readonly id: UserId;
  readonly name: string;
  readonly firstName: string | null;
  readonly email: string | null;
  readonly imageUrl: string | null;
};

export type ClerkOrganization = {
  readonly name: string;
  readonly slug: string | null;
  readonly createdAtMs: number;
  readonly members: readonly ClerkMember[];
};

export type ClerkMember = {
  readonly person: Pick<ClerkPerson, "id" | "name" | "email" | "imageUrl">;
  readonly role: string;
  readonly joinedAtMs: number;
};

/** An organization as one of its members has it. */
export type ClerkSeat = {
  readonly id: string;
  readonly name: string;
  /** Null, or empty, where the instance has slugs switched off. */
  readonly slug: string | null;
  readonly role: string;
};

const DEADLINE_MS = 3000;
const MOST_MEMBERS = 100;
const MOST_MEMBERSHIPS = 100;

/** An organization and its first hundred members, in two calls at once. */
export async function fetchOrganization(
  context: ClerkContext,
  organizationId: OrgId,
): Promise<Result<ClerkOrganization, ClerkFailure>> {
  const { organizations } = clerkClient(context);
  return answered(
    Promise.all([
      organizations.getOrganization({ organizationId }),
      organizations.getOrganizationMembershipList({ organizationId, limit: MOST_MEMBERS }),
    ]).then(([organization, { data }]) => ({
      name: organization.name,
      slug: organization.slug,
      createdAtMs: organization.createdAt,
      members: data.flatMap(({ publicUserData, role, createdAt }) => {
        if (!publicUserData) return [];
        const { userId, firstName, lastName, identifier, imageUrl } = publicUserData;
        const name = fullName(firstName, lastName) ?? identifier;
        // Clerk's own ids.
        const person = { id: userId as UserId, name, email: identifier, imageUrl };
        return [{ person, role, joinedAtMs: createdAt }];
      }),
    })),
  );
}

/** The caller's own public record; null for nobody. Private metadata never leaves this function. */
export async function fetchCaller({
  locals,
}: ClerkContext): Promise<Result<ClerkPerson | null, ClerkFailure>> {
  return answered(
    // One call per request, however often it is asked for (middleware.ts).
    locals.currentUser().then((user) => {
      if (user === null) return null;
      const { id, firstName, lastName, emailAddresses, imageUrl } = user;
      const email = emailAddresses[0]?.emailAddress ?? null;
      const name = fullName(firstName, lastName) ?? email ?? "You";
      // Clerk's own id.
      return { id: id as UserId, name, firstName, email, imageUrl };
    }),
  );
}

/** The organizations that the person belongs to, the first hundred, with the role held in each. */
export async function fetchOwnOrganizations(
  context: ClerkContext,
  userId: UserId,
): Promise<Result<readonly ClerkSeat[], ClerkFailure>> {
  return answered(
    clerkClient(context)
      .users.getOrganizationMembershipList({ userId, limit: MOST_MEMBERSHIPS })
      .then(({ data }) =>
        data.map(({ organization: { id, name, slug }, role }) => ({ id, name, slug, role })),
      ),
  );
}

async function answered<Value>(call: Promise<Value>): Promise<Result<Value, ClerkFailure>> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${DEADLINE_MS} ms`)), DEADLINE_MS);
  });
  try {
    return ok(await Promise.race([call, deadline]));
  } catch (error) {
    console.warn(JSON.stringify({ event: "clerk-unavailable", message: messageOf(error) }));
    return fail("clerk-unavailable");
  } finally {
    clearTimeout(timer);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : "unknown";
}
