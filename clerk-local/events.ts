import type { OrganizationMembershipJSON } from "@clerk/backend";
import type { SessionWebhookEvent, WebhookEvent } from "@clerk/backend/webhooks";
import type { Change, ChangeOf, WatchedKind } from "./changes.ts";
import { configurationOf } from "./configuration.ts";
import type { Situation } from "./dispatch.ts";
import { shownSlug } from "./organizations.ts";
import type { MembershipRecord, SessionRecord } from "./records.ts";
import { backendInvitationJson } from "./wire/invitations.ts";
import { deletedJson, membershipJsonOf, organizationJson, sessionJson, userJson } from "./wire/backend.ts";

/** Who made the call that changed something, as every event names them. */
export type Cause = WebhookEvent["event_attributes"]["http_request"];

type Told<Event = WebhookEvent> = Event extends WebhookEvent ? Pick<Event, "type" | "data"> : never;

/** What one call has changed, and what is there now. */
type After = Situation & { readonly changes: readonly Change[] };

/** Tokens are signed under it, too (signing-key.ts). */
const INSTANCE_ID = "ins_clerk_local";

/** Fields that move with every visit; a change of nothing else is no event. */
const BOOKKEEPING = ["updatedAtMs", "lastActiveAtMs", "lastSignInAtMs", "failedAttempts"];

/** A caller that names neither itself nor its address. */
export const NOBODY: Cause = { client_ip: "127.0.0.1", user_agent: "clerk-local" };

/** The address is the visitor's where the site's proxy passes it on (backend/proxy.ts). */
export function causeOf(request: Request): Cause {
  const { client_ip, user_agent } = NOBODY;
  const [address = ""] = (request.headers.get("x-forwarded-for") ?? "").split(",");
  return {
    client_ip: address.trim() === "" ? client_ip : address.trim(),
    user_agent: request.headers.get("user-agent") ?? user_agent,
  };
}

/** Clerk's events about what a call has changed, in that order; `data` is the Backend API's JSON as of now. */
export function eventsOf(situation: Situation, changes: readonly Change[], cause: Cause): WebhookEvent[] {
  const after: After = { ...situation, changes };
  const told = changes.map((change) => (isSilent(after, change) ? null : tell(after, change)));
  return onePerPerson(told.filter((item) => item !== null)).map((item) => ({
    ...item,
    object: "event",
    event_attributes: { http_request: cause },
    timestamp: situation.clock.nowMs,
    instance_id: INSTANCE_ID,
  }));
}

function tell(after: After, change: Change): Told | null {
  switch (change.kind) {
    case "person":
      return tellOfPerson(after, change);
    case "email_address":
      return tellOfEmailAddress(after, change);
    case "organization":
      return tellOfOrganization(after, change);
    case "membership":
      return tellOfMembership(after, change);
    case "organization_invitation":
      return tellOfInvitation(after, change);
    case "session":
      return tellOfSession(after, change);
  }
}

function tellOfPerson(all: After, { before, after }: ChangeOf<"person">): Told | null {
  if (after !== null) {
    const verb = verbOf(before, after);
    return verb === null ? null : { type: `user.${verb}`, data: userJson(all, after) };
  }
  if (before === null) return null;
  const { externalId } = before;
  const data = { ...deletedJson("user", before.id), ...(externalId != null && { external_id: externalId }) };
  return { type: "user.deleted", data };
}

function tellOfEmailAddress(all: After, { before, after }: ChangeOf<"email_address">): Told | null {
  const person = all.tables.people.get((after ?? before)?.userId ?? "");
  const isSame = after !== null && verbOf(before, after) === null;
  return person === null || isSame ? null : { type: "user.updated", data: userJson(all, person) };
}

/** One event for a person and all their addresses. */
function onePerPerson(told: readonly Told[]): readonly Told[] {
  const firstOf = (id: string) => told.find(({ type, data }) => type.startsWith("user.") && data.id === id);
  return told.filter((item) => item.type !== "user.updated" || firstOf(item.data.id) === item);
}

function tellOfOrganization({ tables }: After, { before, after }: ChangeOf<"organization">): Told | null {
  if (after !== null) {
    const verb = verbOf(before, after);
    return verb === null ? null : { type: `organization.${verb}`, data: organizationJson(tables, after) };
  }
  if (before === null) return null;
  const slug = shownSlug(tables, before);
  const data = { ...deletedJson("organization", before.id), ...(slug !== null && { slug }) };
  return { type: "organization.deleted", data };
}

/** A membership that is gone is told of in full, as it was (Webhooks.ts of @clerk/backend). */
function tellOfMembership(all: After, { before, after }: ChangeOf<"membership">): Told | null {
  const verb = after === null ? "deleted" : verbOf(before, after);
  const membership = after ?? before;
  if (verb === null || membership === null) return null;
  const data = membershipAsItIsOrWas(all, membership);
  return data === null ? null : { type: `organizationMembership.${verb}`, data };
}

/** Clerk tells of no change but of the status, and not of an expiry (Webhooks.ts of @clerk/backend). */
function tellOfInvitation(all: After, { before, after }: ChangeOf<"organization_invitation">): Told | null {
  if (after === null || before?.status === after.status) return null;
  const { status, userId } = after;
  const data = backendInvitationJson(all, after);
  if (before === null) return { type: "organizationInvitation.created", data };
  if (status === "revoked") return { type: "organizationInvitation.revoked", data };
  if (status !== "accepted" || userId === null) return null;
  return { type: "organizationInvitation.accepted", data: { ...data, status, user_id: userId } };
}

/** No event of Clerk's is about a session that was replaced or has run out (Webhooks.ts of @clerk/backend). */
function tellOfSession(all: After, { before, after }: ChangeOf<"session">): Told | null {
  const { tables } = all;
  const session: SessionRecord | null = after ?? (before === null ? null : { ...before, status: "removed" });
  if (session === null || (before !== null && !isOpen(before))) return null;
  const person = tables.people.get(session.userId);
  const data: SessionWebhookEvent["data"] = {
    ...sessionJson(tables, session),
    user: person === null ? null : userJson(all, person),
  };
  if (isOpen(session)) return before === null ? { type: "session.created", data } : null;
  const { status } = session;
  return status === "ended" || status === "removed" || status === "revoked"
    ? { type: `session.${status}`, data }
    : null;
}

/** See `cascadesAreTold` (configuration.ts): what went because its organization or person went. */
function isSilent({ tables, changes }: After, change: Change): boolean {
  if (change.before === null || configurationOf(tables).cascadesAreTold) return false;
  const isGone = (kind: WatchedKind, id: string) =>
    changes.some((other) => other.kind === kind && other.after === null && other.before?.id === id);
  if (change.kind === "session") return isGone("person", change.before.userId);
  if (change.kind === "organization_invitation") return isGone("organization", change.before.orgId);
  if (change.kind !== "membership") return false;
  return isGone("organization", change.before.orgId) || isGone("person", change.before.userId);
}

function membershipAsItIsOrWas(
  { tables, changes }: After,
  membership: MembershipRecord,
): OrganizationMembershipJSON | null {
  const { orgId, userId } = membership;
  let organization = tables.organizations.get(orgId);
  let person = tables.people.get(userId);
  for (const { kind, before } of changes) {
    if (kind === "organization" && before?.id === orgId) organization ??= before;
    if (kind === "person" && before?.id === userId) person ??= before;
  }
  if (organization === null || person === null) return null;
  return membershipJsonOf(tables, { membership, organization, person });
}

function verbOf(before: object | null, after: object): "created" | "updated" | null {
  if (before === null) return "created";
  return comparable(before) === comparable(after) ? null : "updated";
}

function comparable(record: object): string {
  const fields = Object.entries(record).filter(([name]) => !BOOKKEEPING.includes(name));
  return JSON.stringify(fields.toSorted(([a], [b]) => a.localeCompare(b)));
}

function isOpen({ status }: SessionRecord): boolean {
  return status === "active" || status === "pending";
}
