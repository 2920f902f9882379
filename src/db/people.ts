import { drizzle } from "drizzle-orm/d1";
import { people } from "#src/db/mirror-schema.ts";
import type { Statement } from "#src/db/statement.ts";

// Builds SQL text only.
const builder = drizzle(null as unknown as D1Database);

/** Adds a person to the mirror; one already there is left as it is. */
export function addPerson(person: typeof people.$inferInsert): Statement<never> {
  return builder.insert(people).values(person).onConflictDoNothing().toSQL();
}
