import type { MirroredPerson, ToldOrganization, WebhookFact } from "#src/clerk/webhook-fact.ts";
import type { Database } from "#src/db/database.ts";
import { addEndedSession } from "#src/db/ended-sessions.ts";
import { dropKeptForm } from "#src/db/kept-forms.ts";
import { addPerson, forgetPerson, putPerson } from "#src/db/people.ts";
import type { Statement } from "#src/db/statement.ts";
import { systemScope } from "#src/db/system-scope.ts";
import { organizationRepository } from "#src/features/organization/organization-repository.ts";

/** All but the end of an organization, which takes more than one batch (receive-webhook.ts). */
type Told = Exclude<WebhookFact, { kind: "organization-gone" }>;

/**
 * What an event changes, by what it tells; the same in whichever order events come, since a row says of what time it
 * is, and an end stays.
 */
export function effectOf(fact: Told, atMs: number, database: Database): readonly Statement<unknown>[] {
  switch (fact.kind) {
    case "person":
      return [putPerson({ ...fact.person, sourceEventAtMs: atMs })];
    case "person-gone":
      return [forgetPerson(fact.userId, atMs), dropKeptForm(fact.userId)];
    case "organization": {
      const { id, ...organization } = fact.organization;
      const repository = organizationRepository(systemScope(id, database));
      return [repository.putOrganization({ ...organization, sourceEventAtMs: atMs })];
    }
    case "membership": {
      const { organization, person, role, createdAtMs, isGone } = fact;
      const membership = { userId: person.id, role, createdAtMs, deletedAtMs: isGone ? atMs : null };
      return [
        ...ifUnheardOf(organization, person, database),
        organizationRepository(systemScope(organization.id, database)).putMembership({
          ...membership,
          sourceEventAtMs: atMs,
        }),
      ];
    }
    case "session-gone":
      return [addEndedSession(fact.sessionId, atMs)];
    case "invitation":
      // What becomes of an invitation is asked of Clerk alone.
      return [];
  }
}

/** Their own events, whenever they come, know better than what a membership's says on the side. */
function ifUnheardOf({ id, ...organization }: ToldOrganization, person: MirroredPerson, database: Database) {
  const sourceEventAtMs = 0;
  const repository = organizationRepository(systemScope(id, database));
  return [
    addPerson({ ...person, sourceEventAtMs }),
    repository.addOrganization({ ...organization, sourceEventAtMs }),
  ];
}
