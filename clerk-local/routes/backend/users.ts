import { personOf } from "#clerk-local/rules/directory.ts";
import type { Call } from "#clerk-local/dispatch.ts";
import { emailAddressesOf } from "#clerk-local/rules/email-addresses.ts";
import type { PersonRecord } from "#clerk-local/state/records.ts";
import { inOrder, isAsked, isLike, isWithin, NOT_HERE, type Orders } from "#clerk-local/routes/filters.ts";
import { answerPage, pageOf } from "#clerk-local/routes/paging.ts";
import { membershipJson, userJson } from "#clerk-local/wire/backend.ts";

/** GET /v1/users/:id (backend/api/endpoints/UserApi.ts; `locals.currentUser()` of @clerk/astro). */
export function getUser(call: Call): Response {
  return Response.json(userJson(call, personOf(call.tables, call.segment("id"))));
}

/** GET /v1/users: a bare array (backend/api/endpoints/UserApi.ts). */
export function listUsers(call: Call): Response {
  const people = pageOf(call.query, inOrder(call.query, found(call), ORDERS));
  return Response.json(people.map((person) => userJson(call, person)));
}

/** GET /v1/users/count: the second half of getUserList (backend/api/endpoints/UserApi.ts). */
export function countUsers(call: Call): Response {
  return Response.json({ object: "total_count", total_count: found(call).length });
}

/** GET /v1/users/:id/organization_memberships (backend/api/endpoints/UserApi.ts). */
export function listMembershipsOfUser({ tables, segment, query }: Call): Response {
  const person = personOf(tables, segment("id"));
  const memberships = tables.memberships.where({ userId: person.id });
  const json = memberships.map((membership) => membershipJson(tables, membership));
  return answerPage(
    query,
    json.filter((item) => item !== null),
  );
}

function found({ tables, query }: Call): PersonRecord[] {
  const orgsOf = ({ id: userId }: PersonRecord) =>
    tables.memberships.where({ userId }).map(({ orgId }) => orgId);
  return tables.people.all().filter((person) => {
    const emails = emailAddressesOf(tables, person).map(({ email }) => email);
    const { id, firstName, lastName, createdAtMs, lastSignInAtMs } = person;
    return (
      NOT_HERE.every((name) => !query.has(name)) &&
      isAsked(query, "user_id", id) &&
      isAsked(query, "external_id", person.externalId ?? "") &&
      isAsked(query, "email_address", emails) &&
      isAsked(query, "organization_id", orgsOf(person)) &&
      isLike(query, "query", [id, ...emails, firstName, lastName]) &&
      isWithin(query, "created_at", createdAtMs) &&
      isWithin(query, "last_active_at", lastSignInAtMs) &&
      isWithin(query, "last_sign_in_at", lastSignInAtMs)
    );
  });
}

const ORDERS: Orders<PersonRecord> = {
  created_at: ({ createdAtMs }) => createdAtMs,
  updated_at: ({ updatedAtMs }) => updatedAtMs,
  email_address: ({ email }) => email,
  first_name: ({ firstName }) => firstName ?? "",
  last_name: ({ lastName }) => lastName ?? "",
  last_active_at: ({ lastSignInAtMs }) => lastSignInAtMs ?? 0,
  last_sign_in_at: ({ lastSignInAtMs }) => lastSignInAtMs ?? 0,
};
