import { personOf } from "#clerk-local/rules/directory.ts";
import type { Call } from "#clerk-local/dispatch.ts";
import { refuseOverCap } from "#clerk-local/rules/membership-cap.ts";
import { checkSize, mergeMetadata, metadataFrom } from "#clerk-local/rules/metadata.ts";
import * as rules from "#clerk-local/rules/organizations.ts";
import type { MembershipRecord, PersonRecord } from "#clerk-local/state/records.ts";
import { inOrder, isAsked, isLike, isWithin, NOT_HERE, type Orders } from "#clerk-local/routes/filters.ts";
import { answerPage } from "#clerk-local/routes/paging.ts";
import { membershipJson } from "#clerk-local/wire/backend.ts";

/** GET /v1/organizations/:id/memberships (backend/api/endpoints/OrganizationApi.ts). */
export function listMemberships({ tables, query, segment }: Call): Response {
  const { id: orgId } = rules.organizationOf(tables, segment("id"));
  return answerList({ tables, query }, tables.memberships.where({ orgId }));
}

/** GET /v1/organization_memberships: those of the whole instance (OrganizationApi.ts). */
export function listAllMemberships({ tables, query }: Call): Response {
  return answerList({ tables, query }, tables.memberships.all());
}

/** POST /v1/organizations/:id/memberships: `user_id`, `role`, metadata (OrganizationApi.ts). */
export function createMembership(call: Call): Response {
  const { tables, fields, clock, segment } = call;
  const organization = rules.organizationOf(tables, segment("id"));
  const { id: userId } = personOf(tables, fields.required("user_id"));
  const role = rules.roleOf(fields.required("role"));
  const metadata = checkSize(metadataFrom(fields));
  refuseOverCap(tables, organization, 1);
  const membership = rules.addMember(tables, { orgId: organization.id, userId, role }, clock.nowMs);
  return answer(call, tables.memberships.put({ ...membership, ...metadata }));
}

/** PATCH /v1/organizations/:id/memberships/:user: `role` (OrganizationApi.ts). */
export function updateMembership(call: Call): Response {
  const role = rules.roleOf(call.fields.required("role"));
  return answer(call, rules.setRole(call.tables, { ...seatOf(call), role }, call.clock.nowMs));
}

/** PATCH /v1/organizations/:id/memberships/:user/metadata: merged into what is there (OrganizationApi.ts). */
export function updateMembershipMetadata(call: Call): Response {
  const membership = rules.membershipOf(call.tables, seatOf(call));
  const merged = mergeMetadata(membership, metadataFrom(call.fields));
  const changed = { ...membership, ...merged, updatedAtMs: call.clock.nowMs };
  return answer(call, call.tables.memberships.put(changed));
}

/** DELETE /v1/organizations/:id/memberships/:user: the membership as it was (OrganizationApi.ts). */
export function deleteMembership(call: Call): Response {
  return answer(call, rules.removeMember(call.tables, seatOf(call)));
}

function seatOf({ tables, segment }: Call): rules.Seat {
  return { orgId: rules.organizationOf(tables, segment("id")).id, userId: segment("user") };
}

function answer({ tables }: Call, membership: MembershipRecord): Response {
  return Response.json(membershipJson(tables, membership));
}

function answerList(
  { tables, query }: Pick<Call, "tables" | "query">,
  memberships: readonly MembershipRecord[],
): Response {
  const taken = memberships.flatMap((membership) => {
    const person = tables.people.get(membership.userId);
    return person === null ? [] : [{ membership, person }];
  });
  const found = inOrder(
    query,
    taken.filter((seat) => isWanted(query, seat)),
    ORDERS,
  );
  const json = found.map(({ membership }) => membershipJson(tables, membership));
  return answerPage(
    query,
    json.filter((item) => item !== null),
  );
}

function isWanted(query: URLSearchParams, { membership, person }: TakenSeat): boolean {
  const { id, email, firstName, lastName } = person;
  const fullName = [firstName, lastName].join(" ");
  return (
    NOT_HERE.every((name) => !query.has(name)) &&
    isAsked(query, "user_id", id) &&
    isAsked(query, "email_address", email) &&
    isAsked(query, "role", membership.role) &&
    isLike(query, "query", [id, email, firstName, lastName]) &&
    isLike(query, "email_address_query", [email]) &&
    isLike(query, "name_query", [fullName]) &&
    isWithin(query, "last_active_at", person.lastSignInAtMs) &&
    isWithin(query, "created_at", membership.createdAtMs)
  );
}

const ORDERS: Orders<TakenSeat> = {
  created_at: ({ membership }) => membership.createdAtMs,
  email_address: ({ person }) => person.email,
  first_name: ({ person }) => person.firstName ?? "",
  last_name: ({ person }) => person.lastName ?? "",
};

type TakenSeat = { readonly membership: MembershipRecord; readonly person: PersonRecord };
