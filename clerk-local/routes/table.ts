import type { Route, Routes } from "#clerk-local/dispatch.ts";
import { refuseMachineToken } from "./backend-machines.ts";
import * as organizations from "./backend-organizations.ts";
import * as sessions from "./backend-sessions.ts";
import * as users from "./backend-users.ts";
import * as client from "./client.ts";
import * as handshake from "./handshake.ts";
import * as me from "./me.ts";
import * as mine from "./organizations.ts";
import * as signIns from "./sign-ins.ts";
import * as signUps from "./sign-ups.ts";

const FEW_SETTINGS = "Only what tests configure can be changed: the rest is what the site needs.";
const SIGN_IN = "Password and e-mail code only, and no lockout: the instance is set up so.";
const SIGN_UP = "No captcha and no list of breached passwords: both need the network.";
const NO_DOMAINS = "Always empty: verified domains are switched off.";
const NO_INVITATIONS = "Always empty: nobody can be invited.";
const FEW_FILTERS = "Order and rarer filters are not read: the site does not send them.";
const NO_LIMITS = "No limit on organizations or members, and no logo: tests make many.";
const NO_MACHINES = "Always 404, no such token: there are no machines.";

/** What clerk-js and Clerk's UI call, through the site's `/__clerk` proxy. First match wins. */
const FRONTEND: readonly Route[] = [
  ...calledBy("clerk-js/core/resources/Environment.ts", [
    get("/v1/environment", client.getEnvironment, FEW_SETTINGS),
    patch("/v1/environment", client.getEnvironment, FEW_SETTINGS),
  ]),
  ...calledBy("clerk-js/core/auth/devBrowser.ts", [post("/v1/dev_browser", client.createDevBrowser)]),
  ...calledBy("clerk-js/core/resources/Client.ts", [
    get("/v1/client", client.getClient),
    remove("/v1/client/sessions", client.endAllSessions),
  ]),
  ...calledBy("backend/tokens/handshake.ts", [
    get(
      "/v1/client/handshake",
      handshake.handshake,
      "Goes back to the site's own origin only, and always sets both forms of a cookie: the SDK takes either.",
    ),
  ]),
  ...calledBy("clerk-js/core/resources/Session.ts", [
    get("/v1/client/sessions/:id", client.getSession),
    post("/v1/client/sessions/:id/touch", client.touchSession, "`intent` is not read: it changes no answer."),
    post("/v1/client/sessions/:id/tokens", client.createToken, "No templates: the site uses session tokens."),
    post("/v1/client/sessions/:id/remove", client.endSession),
    post("/v1/client/sessions/:id/end", client.endSession),
  ]),
  ...calledBy("clerk-js/core/resources/SignIn.ts", [
    post("/v1/client/sign_ins", signIns.createSignIn, SIGN_IN),
    get("/v1/client/sign_ins/:id", signIns.getSignIn),
    post("/v1/client/sign_ins/:id/prepare_first_factor", signIns.prepareFirstFactor, SIGN_IN),
    post("/v1/client/sign_ins/:id/attempt_first_factor", signIns.attemptFirstFactor, SIGN_IN),
  ]),
  ...calledBy("clerk-js/core/resources/SignUp.ts", [
    post("/v1/client/sign_ups", signUps.createSignUp, SIGN_UP),
    get("/v1/client/sign_ups/:id", signUps.getSignUp),
    patch("/v1/client/sign_ups/:id", signUps.updateSignUp, SIGN_UP),
    post("/v1/client/sign_ups/:id/prepare_verification", signUps.prepareVerification),
    post("/v1/client/sign_ups/:id/attempt_verification", signUps.attemptVerification),
  ]),
  ...calledBy("clerk-js/core/resources/User.ts", [
    get("/v1/me", me.getMe),
    patch("/v1/me", me.updateMe, "First and last name only: the instance has no other fields."),
    remove(
      "/v1/me",
      me.deleteMe,
      "An organization may lose its last admin: no rule of the site hangs on it.",
    ),
    post("/v1/me/change_password", me.changePassword, "No list of breached passwords: it needs the network."),
    remove("/v1/me/organization_memberships/:id", me.leaveOrganization),
  ]),
  ...calledBy("clerk-js/core/resources/SessionWithActivities.ts", [
    get("/v1/me/sessions/active", me.listMySessions, "No device and no place: a test's browser has neither."),
    post("/v1/me/sessions/:id/revoke", me.revokeMySession),
  ]),
  ...calledBy("clerk-js/core/resources/OrganizationMembership.ts", [
    get("/v1/me/organization_memberships", me.listMyMemberships),
  ]),
  ...calledBy("clerk-js/core/resources/UserOrganizationInvitation.ts", [
    get("/v1/me/organization_invitations", me.listNothing, NO_INVITATIONS),
  ]),
  ...calledBy("clerk-js/core/resources/OrganizationSuggestion.ts", [
    get("/v1/me/organization_suggestions", me.listNothing, NO_DOMAINS),
  ]),
  ...calledBy("clerk-js/core/resources/Organization.ts", [
    post("/v1/organizations", mine.createOrganization, NO_LIMITS),
    get("/v1/organizations/:id", mine.getOrganization),
    patch("/v1/organizations/:id", mine.updateOrganization),
    remove("/v1/organizations/:id", mine.deleteOrganization),
    get("/v1/organizations/:id/memberships", mine.listMembers),
    patch("/v1/organizations/:id/memberships/:user", mine.updateMember),
    remove("/v1/organizations/:id/memberships/:user", mine.removeMember),
    get("/v1/organizations/:id/roles", mine.listRoles, "Admin and member only: the site has no other roles."),
    get("/v1/organizations/:id/invitations", mine.listNothing, NO_INVITATIONS),
    get("/v1/organizations/:id/domains", mine.listNothing, NO_DOMAINS),
    get("/v1/organizations/:id/membership_requests", mine.listNothing, NO_DOMAINS),
  ]),
];

/** What @clerk/backend calls, with the secret key as bearer. First match wins. */
const BACKEND: readonly Route[] = [
  ...calledBy("backend/tokens/keys.ts", [get("/v1/jwks", sessions.getKeySet)]),
  ...calledBy("backend/api/endpoints/ClientApi.ts", [
    get(
      "/v1/clients/handshake_payload",
      handshake.handshakePayload,
      "Can be read again for a minute: a page that redirects loses what it picked up.",
    ),
  ]),
  ...calledBy("backend/api/endpoints/SessionApi.ts", [
    get("/v1/sessions", sessions.listSessions, FEW_FILTERS),
    get("/v1/sessions/:id", sessions.getSession),
    post("/v1/sessions/:id/revoke", sessions.revokeSession),
    post(
      "/v1/sessions/:id/tokens",
      sessions.createToken,
      "No templates and no lifetime of one's own: unused.",
    ),
    post(
      "/v1/sessions/:id/refresh",
      sessions.refreshSession,
      "The refresh token stays the same, and the old token's signature is not looked at: the SDK has done that.",
    ),
  ]),
  ...calledBy("backend/api/endpoints/UserApi.ts", [
    get("/v1/users", users.listUsers, FEW_FILTERS),
    get("/v1/users/count", users.countUsers, FEW_FILTERS),
    get("/v1/users/:id", users.getUser, "One e-mail address and no metadata: the site uses no more."),
    get("/v1/users/:id/organization_memberships", users.listMembershipsOfUser),
  ]),
  ...calledBy("backend/api/endpoints/OrganizationApi.ts", [
    get("/v1/organizations", organizations.listOrganizations, FEW_FILTERS),
    post("/v1/organizations", organizations.createOrganization, NO_LIMITS),
    get("/v1/organizations/:id", organizations.getOrganization),
    patch("/v1/organizations/:id", organizations.updateOrganization),
    remove("/v1/organizations/:id", organizations.deleteOrganization),
    get("/v1/organizations/:id/memberships", organizations.listMemberships, FEW_FILTERS),
    post("/v1/organizations/:id/memberships", organizations.createMembership),
    patch("/v1/organizations/:id/memberships/:user", organizations.updateMembership),
    remove("/v1/organizations/:id/memberships/:user", organizations.deleteMembership),
  ]),
  ...calledBy("backend/api/endpoints/APIKeysApi.ts", [
    post("/api_keys/verify", refuseMachineToken, NO_MACHINES),
  ]),
  ...calledBy("backend/api/endpoints/IdPOAuthAccessTokenApi.ts", [
    post("/oauth_applications/access_tokens/verify", refuseMachineToken, NO_MACHINES),
  ]),
  ...calledBy("backend/api/endpoints/M2MTokenApi.ts", [
    post("/m2m_tokens/verify", refuseMachineToken, NO_MACHINES),
  ]),
];

export const ROUTES: Routes = { backend: BACKEND, frontend: FRONTEND };

type Entry = Omit<Route, "calledBy">;

function calledBy(file: string, entries: readonly Entry[]): Route[] {
  return entries.map((entry) => ({ ...entry, calledBy: file }));
}

function get(path: string, answer: Route["answer"], simplified: string | null = null): Entry {
  return { method: "GET", path, answer, simplified };
}

function post(path: string, answer: Route["answer"], simplified: string | null = null): Entry {
  return { method: "POST", path, answer, simplified };
}

function patch(path: string, answer: Route["answer"], simplified: string | null = null): Entry {
  return { method: "PATCH", path, answer, simplified };
}

function remove(path: string, answer: Route["answer"], simplified: string | null = null): Entry {
  return { method: "DELETE", path, answer, simplified };
}
