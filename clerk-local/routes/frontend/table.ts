import type { Route } from "#clerk-local/dispatch.ts";
import { getKeySet } from "#clerk-local/routes/backend/sessions.ts";
import { calledBy, get, patch, post, put, remove } from "#clerk-local/routes/entry.ts";
import { handshake } from "#clerk-local/routes/handshake.ts";
import * as client from "./client.ts";
import * as emailAddresses from "./email-addresses.ts";
import * as images from "./images.ts";
import * as invitations from "./invitations.ts";
import * as me from "./me.ts";
import * as organizations from "./organizations.ts";
import * as signIns from "./sign-ins.ts";
import * as signUps from "./sign-ups.ts";
import { acceptTicket } from "./tickets.ts";

const FEW_SETTINGS = "Only what tests configure can be changed: the rest is what the site needs.";
const SIGN_IN = "Password and e-mail code only: the instance is set up so.";
const SIGN_UP = "No captcha and no list of breached passwords: both need the network.";
const NO_BREACHES = "No list of breached passwords: it needs the network.";
const CODE_ONLY = "By code only: the instance has no links.";
const SMALL_IMAGES = "Up to 1 MB, where Clerk takes 10, and kept at the site's own address.";
const NO_DOMAINS = "Always empty: verified domains are switched off.";
const NO_LIMITS = "No limit on organizations: tests make many.";

/** What clerk-js and Clerk's UI call, through the site's `/__clerk` proxy. First match wins. */
export const FRONTEND: readonly Route[] = [
  // Where a service that knows nothing of Clerk finds the keys of an issuer's tokens.
  ...calledBy("backend/tokens/keys.ts", [get("/.well-known/jwks.json", getKeySet)]),
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
      handshake,
      "Goes back to the site's own origin only, and always sets both forms of a cookie: the SDK takes either.",
    ),
  ]),
  ...calledBy("clerk-js/core/resources/Session.ts", [
    get("/v1/client/sessions/:id", client.getSession),
    post("/v1/client/sessions/:id/touch", client.touchSession, "`intent` is not read: it changes no answer."),
    post("/v1/client/sessions/:id/tokens", client.createToken),
    post("/v1/client/sessions/:id/tokens/:template", client.createTemplateToken),
    post("/v1/client/sessions/:id/remove", client.removeSession),
    post("/v1/client/sessions/:id/end", client.endSession),
  ]),
  ...calledBy("clerk-js/core/resources/SignIn.ts", [
    post("/v1/client/sign_ins", signIns.createSignIn, SIGN_IN),
    get("/v1/client/sign_ins/:id", signIns.getSignIn),
    post("/v1/client/sign_ins/:id/prepare_first_factor", signIns.prepareFirstFactor, SIGN_IN),
    post("/v1/client/sign_ins/:id/attempt_first_factor", signIns.attemptFirstFactor, SIGN_IN),
    post("/v1/client/sign_ins/:id/reset_password", signIns.resetPassword, NO_BREACHES),
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
    patch("/v1/me", me.updateMe, "Names and primary address only: the instance has no other fields."),
    remove(
      "/v1/me",
      me.deleteMe,
      "An organization may lose its last admin: no rule of the site hangs on it.",
    ),
    post("/v1/me/change_password", me.changePassword, NO_BREACHES),
    post("/v1/me/email_addresses/", emailAddresses.createEmailAddress),
    remove("/v1/me/organization_memberships/:id", me.leaveOrganization),
  ]),
  ...calledBy("clerk-js/core/resources/EmailAddress.ts", [
    post("/v1/me/email_addresses/:id/prepare_verification", emailAddresses.prepareEmailAddress, CODE_ONLY),
    post("/v1/me/email_addresses/:id/attempt_verification", emailAddresses.attemptEmailAddress),
    remove("/v1/me/email_addresses/:id", emailAddresses.deleteEmailAddress),
  ]),
  ...calledBy("clerk-js/core/resources/Image.ts", [
    get("/v1/images/:id", images.getImage, "As it was uploaded: `width` is not read."),
    post("/v1/me/profile_image", images.setProfileImage, SMALL_IMAGES),
    remove("/v1/me/profile_image", images.deleteProfileImage),
  ]),
  ...calledBy("clerk-js/core/resources/SessionWithActivities.ts", [
    get(
      "/v1/me/sessions/active",
      me.listMySessions,
      "The device is what the browser says it is, the place always this machine.",
    ),
    post("/v1/me/sessions/:id/revoke", me.revokeMySession),
  ]),
  ...calledBy("clerk-js/core/resources/OrganizationMembership.ts", [
    get("/v1/me/organization_memberships", me.listMyMemberships),
  ]),
  ...calledBy("clerk-js/core/resources/UserOrganizationInvitation.ts", [
    get("/v1/me/organization_invitations", invitations.listMyInvitations),
    post("/v1/me/organization_invitations/:id/accept", invitations.acceptMyInvitation),
  ]),
  ...calledBy("clerk-js/core/resources/OrganizationSuggestion.ts", [
    get("/v1/me/organization_suggestions", me.listNothing, NO_DOMAINS),
  ]),
  ...calledBy("clerk-js/core/resources/Organization.ts", [
    post("/v1/organizations", organizations.createOrganization, NO_LIMITS),
    get("/v1/organizations/:id", organizations.getOrganization),
    patch("/v1/organizations/:id", organizations.updateOrganization),
    remove("/v1/organizations/:id", organizations.deleteOrganization),
    put("/v1/organizations/:id/logo", images.setLogo, SMALL_IMAGES),
    remove("/v1/organizations/:id/logo", images.deleteLogo),
    get("/v1/organizations/:id/memberships", organizations.listMembers),
    patch("/v1/organizations/:id/memberships/:user", organizations.updateMember),
    remove("/v1/organizations/:id/memberships/:user", organizations.removeMember),
    get(
      "/v1/organizations/:id/roles",
      organizations.listRoles,
      "Admin and member only: the site has no other roles.",
    ),
    get("/v1/organizations/:id/invitations", invitations.listInvitations),
    get("/v1/organizations/:id/domains", organizations.listNothing, NO_DOMAINS),
    get("/v1/organizations/:id/membership_requests", organizations.listNothing, NO_DOMAINS),
  ]),
  ...calledBy("clerk-js/core/resources/OrganizationInvitation.ts", [
    post("/v1/organizations/:id/invitations", invitations.createInvitation),
    post("/v1/organizations/:id/invitations/bulk", invitations.createInvitations),
    post("/v1/organizations/:id/invitations/:invitation/revoke", invitations.revokeInvitation),
  ]),
  ...calledBy("shared/internal/clerk-js/url.ts", [get("/v1/tickets/accept", acceptTicket)]),
];
