import type { Route } from "#clerk-local/dispatch.ts";
import { calledBy, get, patch, post, remove } from "#clerk-local/routes/entry.ts";
import { handshakePayload } from "#clerk-local/routes/handshake.ts";
import { refuseMachineToken } from "./machines.ts";
import * as organizations from "./organizations.ts";
import * as sessions from "./sessions.ts";
import { createTestingToken } from "./testing-tokens.ts";
import * as users from "./users.ts";

const FEW_FILTERS = "Order and rarer filters are not read: the site does not send them.";
const NO_LIMITS = "No limit on organizations or members, and no logo: tests make many.";
const NO_CAPTCHA = "Nothing asks for the token: the instance has no bot protection.";
const NO_MACHINES = "Always 404, no such token: there are no machines.";

/** What @clerk/backend calls, with the secret key as bearer. First match wins. */
export const BACKEND: readonly Route[] = [
  ...calledBy("backend/tokens/keys.ts", [get("/v1/jwks", sessions.getKeySet)]),
  ...calledBy("backend/api/endpoints/ClientApi.ts", [
    get(
      "/v1/clients/handshake_payload",
      handshakePayload,
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
  ...calledBy("backend/api/endpoints/TestingTokenApi.ts", [
    post("/v1/testing_tokens", createTestingToken, NO_CAPTCHA),
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
