import { CAST } from "#clerk-local/seed.ts";

function organization(slug: string) {
  const found = CAST.organizations.find((each) => each.slug === slug);
  if (found === undefined) throw new Error(`the cast has no organization ${slug}`);
  return found;
}

function person(email: string) {
  const found = CAST.people.find((each) => each.email === email);
  if (found === undefined) throw new Error(`the cast has nobody at ${email}`);
  return found;
}

export const ACME = organization("acme");
export const GLOBEX = organization("globex");

/** Admin in Acme, member in Globex. */
export const ADA = person("ada@acme.example");
/** Member in Acme. */
export const MILO = person("milo@acme.example");
/** Member in Globex. */
export const GITA = person("gita@globex.example");
/** Admin in Globex. */
export const HUGO = person("hugo@globex.example");
/** In no organization. */
export const NORA = person("nora@nowhere.example");
