import { personOf } from "#clerk-local/directory.ts";
import type { Call } from "#clerk-local/dispatch.ts";
import type { PersonRecord } from "#clerk-local/records.ts";
import { membershipJson, userJson } from "#clerk-local/wire/backend.ts";
import { answerPage, pageOf } from "#clerk-local/routes/paging.ts";

/** GET /v1/users/:id (backend/api/endpoints/UserApi.ts; `locals.currentUser()` of @clerk/astro). */
export function getUser({ tables, segment }: Call): Response {
  return Response.json(userJson(tables, personOf(tables, segment("id"))));
}

/** GET /v1/users: a bare array, newest first, by `user_id`, `email_address`, `organization_id` and `query`. */
export function listUsers(call: Call): Response {
  return Response.json(pageOf(call.query, found(call)).map((person) => userJson(call.tables, person)));
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
  const userIds = query.getAll("user_id");
  const emails = query.getAll("email_address").map((email) => email.toLowerCase());
  const orgIds = query.getAll("organization_id");
  const text = (query.get("query") ?? "").toLowerCase();
  const isMember = ({ id }: PersonRecord) =>
    tables.memberships.where({ userId: id }).some(({ orgId }) => orgIds.includes(orgId));
  return tables.people
    .all()
    .toReversed()
    .filter((person) => userIds.length === 0 || userIds.includes(person.id))
    .filter((person) => emails.length === 0 || emails.includes(person.email))
    .filter((person) => orgIds.length === 0 || isMember(person))
    .filter((person) => searchable(person).includes(text));
}

function searchable({ id, email, firstName, lastName }: PersonRecord): string {
  return [id, email, firstName, lastName].join(" ").toLowerCase();
}
