import { checkPassword, personOf } from "#clerk-local/rules/directory.ts";
import type { Call } from "#clerk-local/dispatch.ts";
import { makePrimary } from "#clerk-local/rules/email-addresses.ts";
import { notFound, Refusal, wrongField } from "#clerk-local/errors.ts";
import { checkSize } from "#clerk-local/rules/metadata.ts";
import { removeMember } from "#clerk-local/rules/organizations.ts";
import { deletePerson, setPassword } from "#clerk-local/rules/people.ts";
import type { PersonRecord, SessionRecord } from "#clerk-local/state/records.ts";
import { closeSession, sessionsOfPerson } from "#clerk-local/rules/sessions.ts";
import { membershipsJson, sessionWithActivityJson, userJson } from "#clerk-local/wire/frontend.ts";
import { answerList, answerWithClient, currentSession } from "./browser.ts";

/** GET /v1/me (clerk-js/resources/User.ts, reload). */
export function getMe(call: Call): Response {
  return Response.json({ response: userJson(call.tables, me(call).person) });
}

/**
 * PATCH /v1/me: names, the primary address, and unsafe metadata, which replace what was there
 * (clerk-js/resources/User.ts, update). Other fields are ignored.
 */
export async function updateMe(call: Call): Promise<Response> {
  const { person, session } = me(call);
  const { tables, fields, clock } = call;
  const primary = fields.text("primary_email_address_id");
  const unsafeMetadata = fields.object("unsafe_metadata");
  const updated = tables.people.put({
    ...(primary === null ? person : makePrimary(tables, person, primary)),
    firstName: fields.text("first_name") ?? person.firstName,
    lastName: fields.text("last_name") ?? person.lastName,
    ...(unsafeMetadata !== null && checkSize({ unsafeMetadata })),
    updatedAtMs: clock.nowMs,
  });
  return answerWithClient(call, session.clientId, userJson(tables, updated));
}

/** POST /v1/me/change_password (clerk-js/resources/User.ts, updatePassword). */
export async function changePassword(call: Call): Promise<Response> {
  const { person, session } = me(call);
  const { tables, fields, clock } = call;
  const password = fields.required("new_password");
  checkPassword(password, "new_password");
  if (person.password !== null && fields.text("current_password") !== person.password) {
    throw wrongField("form_password_validation_failed", "current_password", "Password is incorrect.");
  }
  const changed = setPassword(tables, { userId: person.id, password }, clock.nowMs);
  if (fields.flag("sign_out_of_other_sessions") === true) {
    for (const other of sessionsOfPerson(tables, person.id, clock.nowMs)) {
      if (other.id !== session.id) closeSession(tables, other, "revoked");
    }
  }
  return answerWithClient(call, session.clientId, userJson(tables, changed));
}

/** DELETE /v1/me (clerk-js/resources/User.ts, delete). */
export async function deleteMe(call: Call): Promise<Response> {
  const { person, session } = me(call);
  if (person.mayDeleteSelf === false) {
    throw new Refusal(403, "user_delete_self_not_enabled", "You may not delete your account yourself.");
  }
  deletePerson(call.tables, person.id);
  return answerWithClient(call, session.clientId, { object: "user", id: person.id, deleted: true });
}

/** GET /v1/me/sessions/active: a bare array (clerk-js/resources/User.ts, getSessions). */
export function listMySessions(call: Call): Response {
  const { person } = me(call);
  const sessions = sessionsOfPerson(call.tables, person.id, call.clock.nowMs);
  return Response.json(sessions.map((session) => sessionWithActivityJson(call.tables, { session, person })));
}

/** POST /v1/me/sessions/:id/revoke (clerk-js/resources/SessionWithActivities.ts, revoke). */
export async function revokeMySession(call: Call): Promise<Response> {
  const { person, session } = me(call);
  const other = call.tables.sessions.get(call.segment("id"));
  if (other === null || other.userId !== person.id) throw notFound("session");
  const revoked = closeSession(call.tables, other, "revoked");
  return answerWithClient(
    call,
    session.clientId,
    sessionWithActivityJson(call.tables, { session: revoked, person }),
  );
}

/** GET /v1/me/organization_memberships: OrganizationSwitcher's list (clerk-js/resources/OrganizationMembership.ts). */
export function listMyMemberships(call: Call): Response {
  const { person } = me(call);
  const memberships = call.tables.memberships.where({ userId: person.id });
  return answerList(call, membershipsJson(call.tables, memberships));
}

/** GET /v1/me/organization_suggestions: none yet (clerk-js/resources/User.ts). */
export function listNothing(call: Call): Response {
  me(call);
  return answerList(call, []);
}

/** DELETE /v1/me/organization_memberships/:id leaves an organization (clerk-js/resources/User.ts). */
export async function leaveOrganization(call: Call): Promise<Response> {
  const { person, session } = me(call);
  const { id } = removeMember(call.tables, { orgId: call.segment("id"), userId: person.id });
  return answerWithClient(call, session.clientId, { object: "organization_membership", id, deleted: true });
}

export function me(call: Call): { readonly person: PersonRecord; readonly session: SessionRecord } {
  const session = currentSession(call);
  return { session, person: personOf(call.tables, session.userId) };
}
