import type { Route } from "#clerk-local/dispatch.ts";
import { calledBy, get, patch, post, put, remove } from "#clerk-local/routes/entry.ts";
import { handshakePayload } from "#clerk-local/routes/handshake.ts";
import * as apiKeys from "./api-keys.ts";
import * as applicationInvitations from "./application-invitations.ts";
import { getClient } from "./clients.ts";
import * as emails from "./emails.ts";
import * as invitations from "./invitations.ts";
import * as jwtTemplates from "./jwt-templates.ts";
import * as m2mTokens from "./m2m-tokens.ts";
import * as machines from "./machines.ts";
import * as memberships from "./memberships.ts";
import { refuseOAuthToken } from "./oauth-tokens.ts";
import * as organizations from "./organizations.ts";
import * as roles from "./roles.ts";
import * as sessions from "./sessions.ts";
import * as signInTokens from "./sign-in-tokens.ts";
import * as userChanges from "./user-changes.ts";
import { createTestingToken } from "./testing-tokens.ts";
import * as users from "./users.ts";

const LAST_ACTIVE = "Last active is when the person last signed in; the count takes the list's filters.";
const NO_IDENTIFIERS =
  "Passwords are in clear, never a digest; no username, phone number or second factor: the instance has none.";
const VERIFIED_ONLY = "The address is verified at once: nothing reserves one here.";
const NO_LIMITS = "No limit on organizations: there is no plan here that has one.";
const SMALL_IMAGES = "Up to 1 MB, where Clerk takes 10, and kept at the site's own address.";
const FIXED_ROLES =
  "Always Clerk's two roles with the product's permissions (src/auth/roles.ts), of no date.";
const TEMPLATES =
  "Times of a person are in seconds, and a shortcode of no meaning is null: Clerk's pages say neither.";
const OWN_KEYS = "No signing key of one's own: the instance's signs.";
const ONE_TEMPLATE = "`template_slug` is not read: no mail leaves the machine.";
const SITE_LINK =
  "Its link goes straight to the site's sign-in page: there is no Account Portal to pass through.";
const NO_CAPTCHA = "Nothing asks for the token: the instance has no bot protection.";
const NO_OAUTH = "Always 404, no such token: nobody hands any out here.";
const NOT_GOOD = "404 for a revoked and an expired one too: Clerk's pages say only that it throws.";

/** What @clerk/backend calls, with the secret key as bearer. First match wins. */
export const BACKEND: readonly Route[] = [
  ...calledBy("backend/tokens/keys.ts", [get("/v1/jwks", sessions.getKeySet)]),
  ...calledBy("backend/api/endpoints/ClientApi.ts", [
    get(
      "/v1/clients/handshake_payload",
      handshakePayload,
      "Can be read again for a minute: a page that redirects loses what it picked up.",
    ),
    get("/v1/clients/:id", getClient),
  ]),
  ...calledBy("backend/api/endpoints/SessionApi.ts", [
    get("/v1/sessions", sessions.listSessions),
    post("/v1/sessions", sessions.createSession),
    get("/v1/sessions/:id", sessions.getSession),
    post("/v1/sessions/:id/revoke", sessions.revokeSession),
    post("/v1/sessions/:id/tokens", sessions.createToken),
    post("/v1/sessions/:id/tokens/:template", sessions.createTemplateToken, TEMPLATES),
    post(
      "/v1/sessions/:id/refresh",
      sessions.refreshSession,
      "The refresh token stays the same, and the old token's signature is not looked at: the SDK has done that.",
    ),
  ]),
  ...calledBy("backend/api/endpoints/JwtTemplatesApi.ts", [
    get("/v1/jwt_templates", jwtTemplates.listTemplates),
    post("/v1/jwt_templates", jwtTemplates.createTemplate, OWN_KEYS),
    get("/v1/jwt_templates/:id", jwtTemplates.getTemplate),
    patch("/v1/jwt_templates/:id", jwtTemplates.updateTemplate, OWN_KEYS),
    remove("/v1/jwt_templates/:id", jwtTemplates.deleteTemplate),
  ]),
  ...calledBy("backend/api/endpoints/SignInTokenApi.ts", [
    post("/v1/sign_in_tokens", signInTokens.createSignInToken, SITE_LINK),
    post("/v1/sign_in_tokens/:id/revoke", signInTokens.revokeSignInToken),
  ]),
  ...calledBy("backend/api/endpoints/UserApi.ts", [
    get("/v1/users", users.listUsers, LAST_ACTIVE),
    get("/v1/users/count", users.countUsers, LAST_ACTIVE),
    post("/v1/users", userChanges.createUser, NO_IDENTIFIERS),
    get("/v1/users/:id", users.getUser),
    patch("/v1/users/:id", userChanges.updateUser, NO_IDENTIFIERS),
    remove("/v1/users/:id", userChanges.deleteUser),
    patch("/v1/users/:id/metadata", userChanges.updateUserMetadata),
    put("/v1/users/:id/metadata", userChanges.replaceUserMetadata),
    post("/v1/users/:id/profile_image", userChanges.updateUserProfileImage, SMALL_IMAGES),
    remove("/v1/users/:id/profile_image", userChanges.deleteUserProfileImage),
    post("/v1/users/:id/ban", userChanges.banUser),
    post("/v1/users/:id/unban", userChanges.unbanUser),
    post("/v1/users/:id/lock", userChanges.lockUser),
    post("/v1/users/:id/unlock", userChanges.unlockUser),
    post("/v1/users/:id/verify_password", userChanges.verifyPassword),
    post("/v1/users/:id/remove_password", userChanges.removePassword),
    put("/v1/users/:id/email_address", emails.replaceEmailAddress, VERIFIED_ONLY),
    get("/v1/users/:id/organization_memberships", users.listMembershipsOfUser),
    get("/v1/users/:id/organization_invitations", invitations.listInvitationsOfUser),
  ]),
  ...calledBy("backend/api/endpoints/EmailAddressApi.ts", [
    post("/v1/email_addresses", emails.createEmailAddress),
    get("/v1/email_addresses/:id", emails.getEmailAddress),
    patch("/v1/email_addresses/:id", emails.updateEmailAddress),
    remove("/v1/email_addresses/:id", emails.deleteEmailAddress),
  ]),
  ...calledBy("backend/api/endpoints/OrganizationApi.ts", [
    get("/v1/organizations", organizations.listOrganizations),
    post("/v1/organizations", organizations.createOrganization, NO_LIMITS),
    get("/v1/organizations/:id", organizations.getOrganization),
    patch("/v1/organizations/:id", organizations.updateOrganization),
    remove("/v1/organizations/:id", organizations.deleteOrganization),
    patch("/v1/organizations/:id/metadata", organizations.updateOrganizationMetadata),
    put("/v1/organizations/:id/metadata", organizations.replaceOrganizationMetadata),
    put("/v1/organizations/:id/logo", organizations.updateOrganizationLogo, SMALL_IMAGES),
    remove("/v1/organizations/:id/logo", organizations.deleteOrganizationLogo),
    get("/v1/organization_memberships", memberships.listAllMemberships),
    get("/v1/organizations/:id/memberships", memberships.listMemberships, LAST_ACTIVE),
    post("/v1/organizations/:id/memberships", memberships.createMembership),
    patch("/v1/organizations/:id/memberships/:user", memberships.updateMembership),
    patch("/v1/organizations/:id/memberships/:user/metadata", memberships.updateMembershipMetadata),
    remove("/v1/organizations/:id/memberships/:user", memberships.deleteMembership),
    get("/v1/organizations/:id/invitations", invitations.listInvitations),
    post("/v1/organizations/:id/invitations", invitations.createInvitation),
    post("/v1/organizations/:id/invitations/bulk", invitations.createInvitations),
    get("/v1/organizations/:id/invitations/:invitation", invitations.getInvitation),
    post("/v1/organizations/:id/invitations/:invitation/revoke", invitations.revokeInvitation),
  ]),
  ...calledBy("backend/api/endpoints/InvitationApi.ts", [
    get("/v1/invitations", applicationInvitations.listInvitations),
    post("/v1/invitations", applicationInvitations.createInvitation, ONE_TEMPLATE),
    post("/v1/invitations/bulk", applicationInvitations.createInvitations, ONE_TEMPLATE),
    post("/v1/invitations/:id/revoke", applicationInvitations.revokeInvitation),
    remove("/v1/invitations/:id", applicationInvitations.deleteInvitation),
  ]),
  ...calledBy("backend/api/endpoints/TestingTokenApi.ts", [
    post("/v1/testing_tokens", createTestingToken, NO_CAPTCHA),
  ]),
  ...calledBy("backend/api/endpoints/OrganizationRoleApi.ts", [
    get("/v1/organization_roles", roles.listRoles, FIXED_ROLES),
    get("/v1/organization_roles/:id", roles.getRole, FIXED_ROLES),
  ]),
  ...calledBy("backend/api/endpoints/OrganizationPermissionApi.ts", [
    get("/v1/organization_permissions", roles.listPermissions, FIXED_ROLES),
    get("/v1/organization_permissions/:id", roles.getPermission, FIXED_ROLES),
  ]),
  ...calledBy("backend/api/endpoints/RoleSetApi.ts", [
    get("/v1/role_sets", roles.listRoleSets, FIXED_ROLES),
    get("/v1/role_sets/:id", roles.getRoleSet, FIXED_ROLES),
  ]),
  ...calledBy("backend/api/endpoints/APIKeysApi.ts", [
    get("/api_keys", apiKeys.listApiKeys),
    post("/api_keys", apiKeys.createApiKey),
    post("/api_keys/verify", apiKeys.verifyApiKey, NOT_GOOD),
    get("/api_keys/:id", apiKeys.getApiKey),
    patch("/api_keys/:id", apiKeys.updateApiKey),
    remove("/api_keys/:id", apiKeys.deleteApiKey),
    post("/api_keys/:id/revoke", apiKeys.revokeApiKey),
    get("/api_keys/:id/secret", apiKeys.getApiKeySecret),
  ]),
  ...calledBy("backend/api/endpoints/MachineApi.ts", [
    get("/v1/machines", machines.listMachines),
    post("/v1/machines", machines.createMachine),
    get("/v1/machines/:id", machines.getMachine),
    patch("/v1/machines/:id", machines.updateMachine),
    remove("/v1/machines/:id", machines.deleteMachine),
    get("/v1/machines/:id/secret_key", machines.getSecretKey),
    post("/v1/machines/:id/secret_key/rotate", machines.rotateSecretKey),
    post("/v1/machines/:id/scopes", machines.createScope),
    remove("/v1/machines/:id/scopes/:other", machines.deleteScope),
  ]),
  ...calledBy("backend/api/endpoints/M2MTokenApi.ts", [
    get("/m2m_tokens", m2mTokens.listM2MTokens),
    post("/m2m_tokens", m2mTokens.createM2MToken),
    post("/m2m_tokens/verify", m2mTokens.verifyM2MToken, NOT_GOOD),
    post("/m2m_tokens/:id/revoke", m2mTokens.revokeM2MToken),
  ]),
  ...calledBy("backend/api/endpoints/IdPOAuthAccessTokenApi.ts", [
    post("/oauth_applications/access_tokens/verify", refuseOAuthToken, NO_OAUTH),
  ]),
];
