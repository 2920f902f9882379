import { fullName } from "#src/clerk/person-name.ts";
import { isSessionId, parseOrgId, parseUserId, type OrgId, type UserId } from "#src/lib/ids.ts";

export type MirroredPerson = {
  readonly id: UserId;
  readonly name: string;
  readonly email: string | null;
  readonly imageUrl: string | null;
};

export type ToldOrganization = {
  readonly id: OrgId;
  readonly name: string;
  readonly slug: string | null;
  readonly createdAtMs: number;
};

/** What an event says has come to be, by what it is about; of everything else in it nothing is kept. */
export type WebhookFact =
  | { readonly kind: "person"; readonly person: MirroredPerson }
  | { readonly kind: "person-gone"; readonly userId: UserId }
  | { readonly kind: "organization"; readonly organization: ToldOrganization }
  | { readonly kind: "organization-gone"; readonly orgId: OrgId }
  | {
      readonly kind: "membership";
      readonly organization: ToldOrganization;
      readonly person: MirroredPerson;
      readonly role: string;
      readonly createdAtMs: number;
      readonly isGone: boolean;
    }
  | { readonly kind: "session-gone"; readonly sessionId: string }
  | { readonly kind: "invitation"; readonly orgId: OrgId; readonly id: string };

type Json = Readonly<Record<string, unknown>>;
/** Null where a field that is used is missing or is none. */
type Reader = (data: Json) => WebhookFact | null;

/** `data` of the events that mean something here (backend/api/resources/Webhooks.ts); any other type says nothing. */
const READERS: Readonly<Record<string, Reader>> = {
  "user.created": person,
  "user.updated": person,
  "user.deleted": personGone,
  "organization.created": organization,
  "organization.updated": organization,
  "organization.deleted": organizationGone,
  "organizationMembership.created": (data) => membership(data, false),
  "organizationMembership.updated": (data) => membership(data, false),
  "organizationMembership.deleted": (data) => membership(data, true),
  "session.ended": sessionGone,
  "session.removed": sessionGone,
  "session.revoked": sessionGone,
  "organizationInvitation.created": invitation,
  "organizationInvitation.accepted": invitation,
  "organizationInvitation.revoked": invitation,
};

/** The fact that an event of that type tells; `none` of a type that means nothing here, null of a wrong shape. */
export function factOf(type: string, data: unknown): WebhookFact | "none" | null {
  const reader = Object.hasOwn(READERS, type) ? READERS[type] : undefined;
  if (reader === undefined) return "none";
  return isJson(data) ? reader(data) : null;
}

function person(data: Json): WebhookFact | null {
  const { email_addresses: addresses, primary_email_address_id: primaryId } = data;
  const id = parseUserId(data["id"]);
  if (id === null || !Array.isArray(addresses) || !addresses.every(isJson)) return null;
  const primary = addresses.find((address) => address["id"] === primaryId) ?? addresses[0];
  const email = textOf(primary?.["email_address"]);
  const name = nameOf(data) ?? email ?? textOf(data["username"]) ?? NAMELESS;
  return { kind: "person", person: { id, name, email, imageUrl: textOf(data["image_url"]) } };
}

function personGone(data: Json): WebhookFact | null {
  const userId = parseUserId(data["id"]);
  return userId === null ? null : { kind: "person-gone", userId };
}

function organization(data: Json): WebhookFact | null {
  const told = toldOrganization(data);
  return told === null ? null : { kind: "organization", organization: told };
}

function organizationGone(data: Json): WebhookFact | null {
  const orgId = parseOrgId(data["id"]);
  return orgId === null ? null : { kind: "organization-gone", orgId };
}

function membership(data: Json, isGone: boolean): WebhookFact | null {
  const { role, created_at: createdAtMs, organization: within, public_user_data: who } = data;
  const told = isJson(within) ? toldOrganization(within) : null;
  const member = isJson(who) ? publicPerson(who) : null;
  if (told === null || member === null || typeof role !== "string" || !isMoment(createdAtMs)) return null;
  return { kind: "membership", organization: told, person: member, role, createdAtMs, isGone };
}

function sessionGone(data: Json): WebhookFact | null {
  const { id: sessionId } = data;
  return isSessionId(sessionId) ? { kind: "session-gone", sessionId } : null;
}

function invitation(data: Json): WebhookFact | null {
  const orgId = parseOrgId(data["organization_id"]);
  const { id } = data;
  return orgId === null || typeof id !== "string" ? null : { kind: "invitation", orgId, id };
}

function toldOrganization(data: Json): ToldOrganization | null {
  const id = parseOrgId(data["id"]);
  const { name, created_at: createdAtMs } = data;
  if (id === null || typeof name !== "string" || !isMoment(createdAtMs)) return null;
  return { id, name, slug: textOf(data["slug"]), createdAtMs };
}

function publicPerson(data: Json): MirroredPerson | null {
  const id = parseUserId(data["user_id"]);
  if (id === null) return null;
  const email = textOf(data["identifier"]);
  return { id, name: nameOf(data) ?? email ?? NAMELESS, email, imageUrl: textOf(data["image_url"]) };
}

/** Of somebody who has neither a name nor an address, as phone numbers make possible. */
const NAMELESS = "Somebody";

function nameOf(data: Json): string | null {
  return fullName(textOf(data["first_name"]), textOf(data["last_name"]));
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** Milliseconds since the epoch. */
export function isMoment(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0;
}

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
