import { ACME, GITA, GLOBEX, HUGO, MILO } from "#test/support/people.ts";

type Person = { readonly firstName: string; readonly lastName: string };

/** Text that stands in one organization's rows and nowhere else: what is planted, and who is in no other. */
export const CANARIES = {
  [ACME.slug]: ["CNRY_acme_5f2c9d81a7e3", nameOf(MILO)],
  [GLOBEX.slug]: ["CNRY_globex_b04e6a1d93f7", nameOf(GITA), nameOf(HUGO)],
} as const;

/** Writes each organization's canary into every text of its tasks and posts. */
export async function plantCanaries(database: D1Database): Promise<void> {
  await database.batch(
    [ACME, GLOBEX].flatMap(({ id, slug }) =>
      [
        "update tasks set title = title || ?2, description = description || ?2 where org_id = ?1",
        "update posts set title = title || ?2, body = body || ?2 where org_id = ?1",
      ].map((sql) => database.prepare(sql).bind(id, ` ${CANARIES[slug]?.[0]}`)),
    ),
  );
}

function nameOf({ firstName, lastName }: Person): string {
  return `${firstName} ${lastName}`;
}
