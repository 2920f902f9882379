import type { Route, Routes } from "#clerk-local/dispatch.ts";
import * as organizations from "./backend-organizations.ts";
import * as sessions from "./backend-sessions.ts";
import * as users from "./backend-users.ts";
import * as client from "./client.ts";
import * as handshake from "./handshake.ts";
import * as me from "./me.ts";
import * as mine from "./organizations.ts";
import * as signIns from "./sign-ins.ts";
import * as signUps from "./sign-ups.ts";

/** What clerk-js and Clerk's UI call, through the site's `/__clerk` proxy. First match wins. */
const FRONTEND: readonly Route[] = [
  { method: "GET", path: "/v1/environment", answer: client.getEnvironment },
  { method: "PATCH", path: "/v1/environment", answer: client.getEnvironment },
  { method: "POST", path: "/v1/dev_browser", answer: client.createDevBrowser },

  { method: "GET", path: "/v1/client", answer: client.getClient },
  { method: "GET", path: "/v1/client/handshake", answer: handshake.handshake },
  { method: "DELETE", path: "/v1/client/sessions", answer: client.endAllSessions },
  { method: "GET", path: "/v1/client/sessions/:id", answer: client.getSession },
  { method: "POST", path: "/v1/client/sessions/:id/touch", answer: client.touchSession },
  { method: "POST", path: "/v1/client/sessions/:id/tokens", answer: client.createToken },
  { method: "POST", path: "/v1/client/sessions/:id/remove", answer: client.endSession },
  { method: "POST", path: "/v1/client/sessions/:id/end", answer: client.endSession },

  { method: "POST", path: "/v1/client/sign_ins", answer: signIns.createSignIn },
  { method: "GET", path: "/v1/client/sign_ins/:id", answer: signIns.getSignIn },
  {
    method: "POST",
    path: "/v1/client/sign_ins/:id/prepare_first_factor",
    answer: signIns.prepareFirstFactor,
  },
  {
    method: "POST",
    path: "/v1/client/sign_ins/:id/attempt_first_factor",
    answer: signIns.attemptFirstFactor,
  },

  { method: "POST", path: "/v1/client/sign_ups", answer: signUps.createSignUp },
  { method: "GET", path: "/v1/client/sign_ups/:id", answer: signUps.getSignUp },
  { method: "PATCH", path: "/v1/client/sign_ups/:id", answer: signUps.updateSignUp },
  {
    method: "POST",
    path: "/v1/client/sign_ups/:id/prepare_verification",
    answer: signUps.prepareVerification,
  },
  {
    method: "POST",
    path: "/v1/client/sign_ups/:id/attempt_verification",
    answer: signUps.attemptVerification,
  },

  { method: "GET", path: "/v1/me", answer: me.getMe },
  { method: "PATCH", path: "/v1/me", answer: me.updateMe },
  { method: "DELETE", path: "/v1/me", answer: me.deleteMe },
  { method: "POST", path: "/v1/me/change_password", answer: me.changePassword },
  { method: "GET", path: "/v1/me/sessions/active", answer: me.listMySessions },
  { method: "POST", path: "/v1/me/sessions/:id/revoke", answer: me.revokeMySession },
  { method: "GET", path: "/v1/me/organization_memberships", answer: me.listMyMemberships },
  { method: "DELETE", path: "/v1/me/organization_memberships/:id", answer: me.leaveOrganization },
  { method: "GET", path: "/v1/me/organization_invitations", answer: me.listNothing },
  { method: "GET", path: "/v1/me/organization_suggestions", answer: me.listNothing },

  { method: "POST", path: "/v1/organizations", answer: mine.createOrganization },
  { method: "GET", path: "/v1/organizations/:id", answer: mine.getOrganization },
  { method: "PATCH", path: "/v1/organizations/:id", answer: mine.updateOrganization },
  { method: "DELETE", path: "/v1/organizations/:id", answer: mine.deleteOrganization },
  { method: "GET", path: "/v1/organizations/:id/memberships", answer: mine.listMembers },
  { method: "PATCH", path: "/v1/organizations/:id/memberships/:user", answer: mine.updateMember },
  { method: "DELETE", path: "/v1/organizations/:id/memberships/:user", answer: mine.removeMember },
  { method: "GET", path: "/v1/organizations/:id/roles", answer: mine.listRoles },
  { method: "GET", path: "/v1/organizations/:id/invitations", answer: mine.listNothing },
  { method: "GET", path: "/v1/organizations/:id/domains", answer: mine.listNothing },
  { method: "GET", path: "/v1/organizations/:id/membership_requests", answer: mine.listNothing },
];

/** What @clerk/backend calls, with the secret key as bearer. First match wins. */
const BACKEND: readonly Route[] = [
  { method: "GET", path: "/v1/jwks", answer: sessions.getKeySet },
  { method: "GET", path: "/v1/clients/handshake_payload", answer: handshake.handshakePayload },

  { method: "GET", path: "/v1/sessions", answer: sessions.listSessions },
  { method: "GET", path: "/v1/sessions/:id", answer: sessions.getSession },
  { method: "POST", path: "/v1/sessions/:id/revoke", answer: sessions.revokeSession },
  { method: "POST", path: "/v1/sessions/:id/tokens", answer: sessions.createToken },
  { method: "POST", path: "/v1/sessions/:id/refresh", answer: sessions.refreshSession },

  { method: "GET", path: "/v1/users", answer: users.listUsers },
  { method: "GET", path: "/v1/users/count", answer: users.countUsers },
  { method: "GET", path: "/v1/users/:id", answer: users.getUser },
  { method: "GET", path: "/v1/users/:id/organization_memberships", answer: users.listMembershipsOfUser },

  { method: "GET", path: "/v1/organizations", answer: organizations.listOrganizations },
  { method: "POST", path: "/v1/organizations", answer: organizations.createOrganization },
  { method: "GET", path: "/v1/organizations/:id", answer: organizations.getOrganization },
  { method: "PATCH", path: "/v1/organizations/:id", answer: organizations.updateOrganization },
  { method: "DELETE", path: "/v1/organizations/:id", answer: organizations.deleteOrganization },
  { method: "GET", path: "/v1/organizations/:id/memberships", answer: organizations.listMemberships },
  { method: "POST", path: "/v1/organizations/:id/memberships", answer: organizations.createMembership },
  {
    method: "PATCH",
    path: "/v1/organizations/:id/memberships/:user",
    answer: organizations.updateMembership,
  },
  {
    method: "DELETE",
    path: "/v1/organizations/:id/memberships/:user",
    answer: organizations.deleteMembership,
  },
];

export const ROUTES: Routes = { backend: BACKEND, frontend: FRONTEND };
