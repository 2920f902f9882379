import { configurationOf } from "#clerk-local/configuration.ts";
import type { Situation } from "#clerk-local/dispatch.ts";
import { notFound, Refusal, wrongField } from "#clerk-local/errors.ts";
import { newId } from "#clerk-local/ids.ts";
import type { Json } from "#clerk-local/json.ts";
import type { JwtTemplateRecord, SessionRecord } from "#clerk-local/state/records.ts";
import { signToken } from "#clerk-local/tokens/session-token.ts";
import { filledClaims } from "#clerk-local/tokens/shortcodes.ts";
import type { Tables } from "#clerk-local/state/tables.ts";

const LIFETIME_SECONDS = 60;
const CLOCK_SKEW_SECONDS = 5;
const NAME = /^[\w-]+$/;
/** What every token says, whatever its template. */
const RESERVED = ["azp", "exp", "iat", "iss", "jti", "nbf", "sub"];
/** The token category of templates: no session (backend/tokens/jwtCategories.ts). */
const TEMPLATE_CATEGORY = "cl_B7d4PD222AAA";

export type JwtTemplateFields = {
  readonly name: string;
  readonly claims: Json;
  readonly lifetimeSeconds: number | null;
  readonly clockSkewSeconds: number | null;
};

/** Throws `resource_not_found`. */
export function templateOf(tables: Tables, id: string): JwtTemplateRecord {
  const template = tables.jwtTemplates.get(id);
  if (template === null) throw notFound("JWT template");
  return template;
}

export function createTemplate(tables: Tables, given: JwtTemplateFields, nowMs: number): JwtTemplateRecord {
  const times = { createdAtMs: nowMs, updatedAtMs: nowMs };
  return tables.jwtTemplates.put({ id: newId("jtmp"), ...checked(tables, given, null), ...times });
}

/** Name and claims always; lifetime and skew where given. */
export function updateTemplate(
  tables: Tables,
  { template, given }: { readonly template: JwtTemplateRecord; readonly given: JwtTemplateFields },
  nowMs: number,
): JwtTemplateRecord {
  const lifetimeSeconds = given.lifetimeSeconds ?? template.lifetimeSeconds;
  const clockSkewSeconds = given.clockSkewSeconds ?? template.clockSkewSeconds;
  const changed = checked(tables, { ...given, lifetimeSeconds, clockSkewSeconds }, template);
  return tables.jwtTemplates.put({ ...template, ...changed, updatedAtMs: nowMs });
}

/**
 * A token made from the template of that name, about the session's person and active organization. Throws 404 where
 * there is no such template. Issued by the real clock, as all tokens are.
 */
export async function issueFromTemplate(
  { tables, instance, clock }: Situation,
  session: SessionRecord,
  { name, lifetimeSeconds }: { readonly name: string; readonly lifetimeSeconds: number | null },
): Promise<string> {
  const [template] = tables.jwtTemplates.where({ name });
  if (template === undefined) {
    throw new Refusal(404, "resource_not_found", `No JWT template exists with name: ${name}`);
  }
  const iat = Math.floor(clock.realMs / 1000);
  const claims = {
    ...filledClaims(tables, session, template.claims),
    azp: instance.appOrigin,
    exp: iat + (lifetimeSeconds ?? template.lifetimeSeconds),
    iat,
    iss: instance.issuer,
    jti: crypto.randomUUID().replaceAll("-", "").slice(0, 20),
    nbf: iat - template.clockSkewSeconds,
    sub: session.userId,
  };
  const header = { cat: TEMPLATE_CATEGORY };
  return signToken(claims, { signedWith: configurationOf(tables).signingKey, header });
}

function checked(tables: Tables, given: JwtTemplateFields, before: JwtTemplateRecord | null) {
  const { name, claims, lifetimeSeconds, clockSkewSeconds } = given;
  if (!NAME.test(name)) {
    const message = "A template's name has letters, digits, dashes and underscores only.";
    throw wrongField("form_param_format_invalid", "name", message);
  }
  const [same] = tables.jwtTemplates.where({ name });
  if (same !== undefined && same.id !== before?.id) {
    throw wrongField("form_identifier_exists", "name", "There is a template of that name.");
  }
  const reserved = RESERVED.find((claim) => Object.hasOwn(claims, claim));
  if (reserved !== undefined) {
    throw wrongField("jwt_template_reserved_claim", "claims", `The claim ${reserved} is always Clerk's own.`);
  }
  return {
    name,
    claims,
    lifetimeSeconds: checkLifetime(lifetimeSeconds ?? LIFETIME_SECONDS, "lifetime"),
    clockSkewSeconds: checkRange(clockSkewSeconds ?? CLOCK_SKEW_SECONDS, "allowed_clock_skew", [0, 300]),
  };
}

/** Throws on a lifetime that Clerk gives no token. */
export function checkLifetime(seconds: number, field: string): number {
  return checkRange(seconds, field, [30, 315_360_000]);
}

function checkRange(value: number, field: string, [least, most]: readonly [number, number]): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw wrongField("form_param_value_invalid", field, `${field} must be from ${least} to ${most} seconds.`);
}
