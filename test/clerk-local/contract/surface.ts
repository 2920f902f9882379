/**
 * Every method of every API object of `createClerkClient`: either driven by a test of this folder's parent, or not
 * played, for the reason beside it. A method that a new version of the SDK brings is in neither list.
 */
type Surface = {
  /** Names, with spaces between. */
  readonly driven: string;
  /** The same, by reason. */
  readonly notPlayed?: Readonly<Record<string, string>>;
};

const NO_RESTRICTIONS = "anybody may sign up: the instance has no lists and no waiting";
const NO_ENTERPRISE = "nobody signs in through another provider";
const NO_SECOND_FACTOR = "the instance has no second factor";
const FIXED_ROLES = "the roles are those of src/auth/roles.ts";
const NO_DOMAINS = "verified domains are switched off";
const BY_CONFIGURATION = "what an owner sets, tests set by RPC (`configure`)";

export const SURFACE: Readonly<Record<string, Surface>> = {
  __experimental_accountlessApplications: {
    driven: "",
    notPlayed: {
      "keyless mode is switched off: keys are given":
        "createAccountlessApplication completeAccountlessApplicationOnboarding",
    },
  },
  actorTokens: { driven: "", notPlayed: { "nobody impersonates anybody": "create revoke" } },
  agentTasks: { driven: "", notPlayed: { "no agents act for people": "create revoke" } },
  allowlistIdentifiers: {
    driven: "",
    notPlayed: {
      [NO_RESTRICTIONS]: `
      getAllowlistIdentifierList createAllowlistIdentifier deleteAllowlistIdentifier`,
    },
  },
  apiKeys: { driven: "list create get update delete revoke getSecret verify" },
  betaFeatures: { driven: "", notPlayed: { "an instance's domain is given at start": "changeDomain" } },
  billing: {
    driven: "",
    notPlayed: {
      "billing is switched off": `
      getPlanList cancelSubscriptionItem extendSubscriptionItemFreeTrial
      getOrganizationBillingSubscription getUserBillingSubscription`,
    },
  },
  blocklistIdentifiers: {
    driven: "",
    notPlayed: {
      [NO_RESTRICTIONS]: `
      getBlocklistIdentifierList createBlocklistIdentifier deleteBlocklistIdentifier`,
    },
  },
  clients: {
    driven: "getClient getHandshakePayload",
    notPlayed: {
      "Clerk gives the list up": "getClientList",
      "it takes a token that only the Frontend API's own cookie carries": "verifyClient",
    },
  },
  domains: {
    driven: "",
    notPlayed: { "no satellite domains": "list add update delete deleteDomain" },
  },
  emailAddresses: {
    driven: `
      getEmailAddress createEmailAddress updateEmailAddress deleteEmailAddress`,
  },
  emails: {
    driven: "",
    notPlayed: { "no mail of one's own is sent through Clerk": "create createBatch get" },
  },
  enterpriseConnections: {
    driven: "",
    notPlayed: {
      [NO_ENTERPRISE]: `
      createEnterpriseConnection updateEnterpriseConnection getEnterpriseConnectionList
      getEnterpriseConnection deleteEnterpriseConnection`,
    },
  },
  idPOAuthAccessToken: { driven: "verify" },
  instance: {
    driven: "",
    notPlayed: {
      [BY_CONFIGURATION]: `
      get update updateRestrictions getOrganizationSettings updateOrganizationSettings`,
    },
  },
  invitations: {
    driven: `
      getInvitationList createInvitation createInvitationBulk revokeInvitation
      deleteInvitation`,
  },
  jwks: { driven: "getJwks" },
  jwtTemplates: { driven: "list get create update delete" },
  machines: {
    driven: `
      get list create update delete getSecretKey rotateSecretKey createScope deleteScope`,
  },
  m2m: { driven: "list createToken revokeToken verify" },
  oauthApplications: {
    driven: "",
    notPlayed: {
      "the instance is no provider to others": "list get create update delete rotateSecret revokeToken",
    },
  },
  organizations: {
    driven: `
      getOrganizationList createOrganization getOrganization updateOrganization
      updateOrganizationLogo deleteOrganizationLogo updateOrganizationMetadata
      replaceOrganizationMetadata deleteOrganization getOrganizationMembershipList
      getInstanceOrganizationMembershipList createOrganizationMembership
      updateOrganizationMembership updateOrganizationMembershipMetadata
      deleteOrganizationMembership getOrganizationInvitationList createOrganizationInvitation
      createOrganizationInvitationBulk getOrganizationInvitation revokeOrganizationInvitation`,
    notPlayed: {
      [NO_DOMAINS]: `
      getOrganizationDomainList createOrganizationDomain updateOrganizationDomain
      deleteOrganizationDomain`,
    },
  },
  organizationPermissions: {
    driven: "getOrganizationPermissionList getOrganizationPermission",
    notPlayed: {
      [FIXED_ROLES]: `
      createOrganizationPermission updateOrganizationPermission deleteOrganizationPermission`,
    },
  },
  organizationRoles: {
    driven: "getOrganizationRoleList getOrganizationRole",
    notPlayed: {
      [FIXED_ROLES]: `
      createOrganizationRole updateOrganizationRole deleteOrganizationRole
      assignPermissionToOrganizationRole removePermissionFromOrganizationRole`,
    },
  },
  phoneNumbers: {
    driven: "",
    notPlayed: {
      "the instance has no phone numbers":
        "getPhoneNumber createPhoneNumber updatePhoneNumber deletePhoneNumber",
    },
  },
  proxyChecks: { driven: "", notPlayed: { "it asks a public address": "verify" } },
  redirectUrls: {
    driven: "",
    notPlayed: {
      "they are for native applications":
        "getRedirectUrlList getRedirectUrl createRedirectUrl deleteRedirectUrl",
    },
  },
  roleSets: {
    driven: "getRoleSetList getRoleSet",
    notPlayed: {
      [FIXED_ROLES]: `
      createRoleSet updateRoleSet addRolesToRoleSet replaceRoleInRoleSet replaceRoleSet`,
    },
  },
  samlConnections: {
    driven: "",
    notPlayed: {
      [NO_ENTERPRISE]: `
      getSamlConnectionList createSamlConnection getSamlConnection updateSamlConnection
      deleteSamlConnection`,
    },
  },
  sessions: {
    driven: `
      getSessionList getSession createSession revokeSession getToken refreshSession`,
    notPlayed: { "Clerk's specification has it no more": "verifySession" },
  },
  signInTokens: { driven: "createSignInToken revokeSignInToken" },
  signUps: { driven: "", notPlayed: { "a sign-up is steered by its browser alone": "get update" } },
  testingTokens: { driven: "createTestingToken" },
  users: {
    driven: `
      getUserList getUser createUser updateUser replaceUserEmailAddress updateUserProfileImage
      updateUserMetadata replaceUserMetadata deleteUser getCount getOrganizationMembershipList
      getOrganizationInvitationList removePassword verifyPassword banUser unbanUser lockUser
      unlockUser deleteUserProfileImage`,
    notPlayed: {
      "the instance has no phone numbers": "replaceUserPhoneNumber",
      "nobody signs in through another provider": "getUserOauthAccessToken deleteUserExternalAccount",
      [NO_SECOND_FACTOR]: "disableUserMFA verifyTOTP deleteUserBackupCodes deleteUserTOTP",
      "the instance has no passkeys and no wallets": "deleteUserPasskey deleteUserWeb3Wallet",
      "no list of breached passwords": "setPasswordCompromised unsetPasswordCompromised",
    },
  },
  waitlistEntries: {
    driven: "",
    notPlayed: { [NO_RESTRICTIONS]: "list create createBulk invite reject delete" },
  },
  webhooks: {
    driven: "",
    notPlayed: {
      "its own address is given by RPC, with no Svix between":
        "createSvixApp generateSvixAuthURL deleteSvixApp",
    },
  },
};
