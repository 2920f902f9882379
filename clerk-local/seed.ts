/**
 * The cast: who is there when the stand-in starts. Plain data that any script can import; the site's own
 * seed fills its mirror tables from it.
 *
 * Acme and Globex look alike on purpose, and Ada stands in both with different roles: whatever leaks from one
 * organization into the other shows at once.
 */

export type CastRole = "org:admin" | "org:member";

export type CastPerson = {
  readonly id: string;
  /** Verified. */
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly password: string;
  readonly createdAtMs: number;
  readonly imageUrl?: string;
  /** What only a server may read of a person; it must never reach a page. */
  readonly privateMetadata?: Readonly<Record<string, string>>;
};

export type CastOrganization = {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly createdAtMs: number;
  /** A person's id. */
  readonly createdBy: string;
};

export type CastMembership = {
  readonly id: string;
  readonly orgId: string;
  readonly userId: string;
  readonly role: CastRole;
  readonly createdAtMs: number;
};

/** A service of the instance's owner; nobody needs the key of this one. */
export type CastMachine = {
  readonly id: string;
  readonly name: string;
  readonly secretKey: string;
  readonly createdAtMs: number;
};

export type CastTemplate = {
  readonly id: string;
  readonly name: string;
  readonly claims: Readonly<Record<string, string>>;
  readonly lifetimeSeconds: number;
  readonly createdAtMs: number;
};

export type Cast = {
  readonly people: readonly CastPerson[];
  readonly organizations: readonly CastOrganization[];
  readonly memberships: readonly CastMembership[];
  readonly machines: readonly CastMachine[];
  readonly jwtTemplates: readonly CastTemplate[];
};

/** The password of every seeded person; no secret. */
export const CAST_PASSWORD = "orgstead-local";

/** 2026-09-01T09:00:00Z, so that a seeded page is the same on every machine. */
const CREATED_AT_MS = Date.UTC(2026, 8, 1, 9);

const ADA = "user_2oxmQK0mR3hxgvir6V8IkB4bPO9";
const MILO = "user_2oEsmNbtmB9wuVhAA4y21amGkMH";
const GITA = "user_2oZ207TzIY5QlyjvrYrVwrzt72m";
const HUGO = "user_2oxjNbErP4c3NAMNKUZWpNQbtMh";
const NORA = "user_2oevoXGXfZZF8H98HQajyH4m7Gm";
const ACME = "org_2oXFLIdNwvrJ8oA1yWgVGj1tsE4";
const GLOBEX = "org_2onqDAeuhfR6cpUSTIjyPfVKsLa";

export const CAST: Cast = {
  people: [
    person({ id: ADA, email: "ada@acme.example", firstName: "Ada", lastName: "Novak" }),
    person({ id: MILO, email: "milo@acme.example", firstName: "Milo", lastName: "Berg" }),
    person({ id: GITA, email: "gita@globex.example", firstName: "Gita", lastName: "Rao" }),
    person({ id: HUGO, email: "hugo@globex.example", firstName: "Hugo", lastName: "Stein" }),
    person({ id: NORA, email: "nora@nowhere.example", firstName: "Nora", lastName: "Lind" }),
  ],
  organizations: [
    { id: ACME, name: "Acme", slug: "acme", createdBy: ADA, createdAtMs: CREATED_AT_MS },
    { id: GLOBEX, name: "Globex", slug: "globex", createdBy: HUGO, createdAtMs: CREATED_AT_MS },
  ],
  memberships: [
    membership("2oMnK8BJp2Ock6ywZtJ5cC6x48B", { orgId: ACME, userId: ADA, role: "org:admin" }),
    membership("2od16GMzwMhhGMcOMRp1liWKX7k", { orgId: GLOBEX, userId: ADA, role: "org:member" }),
    membership("2ox3RGIiWSkWX80JbuiiikubUay", { orgId: ACME, userId: MILO, role: "org:member" }),
    membership("2olE05SjUo8JhqEymDOaAAKHfbC", { orgId: GLOBEX, userId: GITA, role: "org:member" }),
    membership("2oUJOXE3dQD5qlL0a9bwBjlrhVM", { orgId: GLOBEX, userId: HUGO, role: "org:admin" }),
  ],
  // The site's own, for which other machines ask for tokens.
  machines: [
    {
      id: "mch_2oWq7kTn5VbRz0cXJmYd3HsLfGe",
      name: "orgstead",
      secretKey: "ak_clerk_local_public",
      createdAtMs: CREATED_AT_MS,
    },
  ],
  // For the one service that is not to be handed session tokens (external-api/).
  jwtTemplates: [
    {
      id: "jtmp_2oTe4uPq9ZxWv1sKcNbR6JhLmFd",
      name: "forecast",
      claims: { aud: "orgstead-external-api", org_id: "{{org.id}}" },
      lifetimeSeconds: 60,
      createdAtMs: CREATED_AT_MS,
    },
  ],
};

function person(named: Pick<CastPerson, "id" | "email" | "firstName" | "lastName">): CastPerson {
  const privateMetadata = { note: `private-note-on-${named.firstName.toLowerCase()}` };
  return { ...named, password: CAST_PASSWORD, createdAtMs: CREATED_AT_MS, privateMetadata };
}

function membership(key: string, held: Pick<CastMembership, "orgId" | "userId" | "role">): CastMembership {
  return { id: `orgmem_${key}`, ...held, createdAtMs: CREATED_AT_MS };
}
