import { isNull, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { people } from "#src/db/mirror-schema.ts";
import type { Statement } from "#src/db/statement.ts";
import type { UserId } from "#src/lib/ids.ts";

// Builds SQL text only.
const builder = drizzle(null as unknown as D1Database);

type Person = Omit<typeof people.$inferInsert, "deletedAtMs">;

/** Adds a person to the mirror; one already there is left as it is. */
export function addPerson(person: Person): Statement<never> {
  return builder.insert(people).values(person).onConflictDoNothing().toSQL();
}

/** The person as an event has it, unless a later one has been heard, or the one that ends them all. */
export function putPerson(person: Person): Statement<never> {
  const { name, email = null, imageUrl = null, sourceEventAtMs } = person;
  return builder
    .insert(people)
    .values(person)
    .onConflictDoUpdate({
      target: people.id,
      set: { name, email, imageUrl, sourceEventAtMs },
      setWhere: sql`${people.deletedAtMs} is null and excluded.source_event_at_ms >= ${people.sourceEventAtMs}`,
    })
    .toSQL();
}

/** Leaves nothing of a person but that there was one. It is final, whatever the order of events. */
export function forgetPerson(id: UserId, deletedAtMs: number): Statement<never> {
  const nobody = { name: "", email: null, imageUrl: null, sourceEventAtMs: deletedAtMs, deletedAtMs };
  return builder
    .insert(people)
    .values({ id, ...nobody })
    .onConflictDoUpdate({ target: people.id, set: nobody, setWhere: isNull(people.deletedAtMs) })
    .toSQL();
}
