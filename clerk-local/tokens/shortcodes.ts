/** What stands between braces in a JWT template: https://clerk.com/docs/guides/sessions/jwt-templates */
import { isJson, type Json } from "#clerk-local/json.ts";
import { activeOrganization, findMembership } from "#clerk-local/rules/organizations.ts";
import type { PersonRecord, SessionRecord } from "#clerk-local/state/records.ts";
import type { Tables } from "#clerk-local/state/tables.ts";

const SHORTCODE = /\{\{\s*(.*?)\s*\}\}/g;
const ONE_SHORTCODE = /^\{\{\s*([^{}]*?)\s*\}\}$/;

/**
 * The claims with every shortcode filled in, at any depth. A text that is one shortcode becomes its value, whatever
 * its type, and null where there is none; in a longer text a value is written out. `{{a || 'b'}}` is the first that
 * is there.
 */
export function filledClaims(tables: Tables, session: SessionRecord, claims: Json): Json {
  const known = knownValues(tables, session);
  return Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, filled(value, known)]));
}

function filled(value: unknown, known: Json): unknown {
  if (Array.isArray(value)) return value.map((item) => filled(item, known));
  if (isJson(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, filled(item, known)]));
  }
  if (typeof value !== "string") return value;
  const [, only] = ONE_SHORTCODE.exec(value) ?? [];
  if (only !== undefined) return evaluated(only, known);
  return value.replaceAll(SHORTCODE, (_, expression: string) => written(evaluated(expression, known)));
}

function evaluated(expression: string, known: Json): unknown {
  for (const operand of expression.split("||").map((part) => part.trim())) {
    const [, quoted] = /^'(.*)'$/.exec(operand) ?? [];
    const value = quoted ?? valueAt(operand, known);
    if (value !== null && value !== undefined && value !== false) return value;
  }
  return null;
}

function valueAt(path: string, known: Json): unknown {
  let value: unknown = known;
  for (const name of path.split("."))
    value = isJson(value) && Object.hasOwn(value, name) ? value[name] : null;
  return value;
}

function written(value: unknown): string {
  if (value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

function knownValues(tables: Tables, session: SessionRecord): Json {
  const person = tables.people.get(session.userId);
  const active = activeOrganization(tables, session);
  const organization = active === null ? null : tables.organizations.get(active.id);
  const seat = active === null ? null : findMembership(tables, { orgId: active.id, userId: session.userId });
  return {
    user: person === null ? null : userValues(tables, person),
    session: { id: session.id, actor: null },
    org: organization && {
      ...active,
      name: organization.name,
      has_image: organization.imageUrl != null,
      image_url: organization.imageUrl ?? null,
      public_metadata: organization.publicMetadata ?? {},
    },
    org_membership: seat && { id: seat.id, public_metadata: seat.publicMetadata ?? {} },
  };
}

function userValues(tables: Tables, person: PersonRecord): Json {
  const memberships = tables.memberships.where({ userId: person.id });
  return {
    id: person.id,
    external_id: person.externalId ?? null,
    first_name: person.firstName,
    last_name: person.lastName,
    full_name: [person.firstName, person.lastName].join(" ").trim() || null,
    primary_email_address: person.email,
    email_verified: true,
    has_image: person.imageUrl !== null,
    image_url: person.imageUrl,
    two_factor_enabled: false,
    public_metadata: person.publicMetadata ?? {},
    unsafe_metadata: person.unsafeMetadata ?? {},
    organizations: Object.fromEntries(memberships.map(({ orgId, role }) => [orgId, role])),
    created_at: Math.floor(person.createdAtMs / 1000),
    updated_at: Math.floor(person.updatedAtMs / 1000),
    last_sign_in_at: person.lastSignInAtMs === null ? null : Math.floor(person.lastSignInAtMs / 1000),
  };
}
