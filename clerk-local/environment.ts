import type { EnvironmentJSON } from "@clerk/shared/types";
import type { Configuration } from "./configuration.ts";
import type { Instance } from "./instance.ts";
import { LOCKOUT_MS } from "./rules/lockout.ts";

const SWITCHED_OFF = {
  enabled: false,
  required: false,
  used_for_first_factor: false,
  first_factors: [],
  used_for_second_factor: false,
  second_factors: [],
  verifications: [],
  verify_at_sign_up: false,
};

/** E-mail address with a code, a password, and a name for who wants one. Everything else is off. */
const USER_SETTINGS = {
  attributes: {
    email_address: {
      ...SWITCHED_OFF,
      enabled: true,
      required: true,
      used_for_first_factor: true,
      first_factors: ["email_code"],
      verifications: ["email_code"],
      verify_at_sign_up: true,
    },
    password: { ...SWITCHED_OFF, enabled: true, required: true },
    phone_number: SWITCHED_OFF,
    username: SWITCHED_OFF,
    web3_wallet: SWITCHED_OFF,
    first_name: { ...SWITCHED_OFF, enabled: true },
    last_name: { ...SWITCHED_OFF, enabled: true },
    authenticator_app: SWITCHED_OFF,
    backup_code: SWITCHED_OFF,
    passkey: SWITCHED_OFF,
    ticket: { ...SWITCHED_OFF, enabled: true },
  },
  social: {},
  enterprise_sso: { enabled: false, self_serve_sso: false },
  actions: { delete_self: true, create_organization: true },
  sign_in: { second_factor: { required: false, enabled: false } },
  sign_up: {
    captcha_enabled: false,
    progressive: true,
    mode: "public",
    allowlist_only: false,
    legal_consent_enabled: false,
  },
  password_settings: {
    min_length: 8,
    max_length: 72,
    disable_hibp: true,
    show_zxcvbn: false,
    min_zxcvbn_strength: 0,
  },
  passkey_settings: { allow_autofill: false, show_sign_in_button: false },
  username_settings: { min_length: 4, max_length: 64 },
};

export const DISPLAY_CONFIG = {
  object: "display_config",
  id: "display_local",
  application_name: "Orgstead",
  theme: {
    buttons: { font_color: "#fff", font_family: "inherit", font_weight: "600" },
    general: {
      color: "#6c47ff",
      padding: "1em",
      box_shadow: "",
      font_color: "#151515",
      font_family: "inherit",
      border_radius: "0.5em",
      background_color: "#fff",
      label_font_weight: "600",
    },
    accounts: { background_color: "#fff" },
  },
  preferred_sign_in_strategy: "password",
  logo_image_url: "",
  favicon_image_url: "",
  home_url: "/",
  sign_in_url: "/sign-in",
  sign_up_url: "/sign-up",
  user_profile_url: "/profile",
  after_sign_in_url: "/",
  after_sign_up_url: "/",
  after_sign_out_one_url: "/",
  after_sign_out_all_url: "/sign-in",
  after_switch_session_url: "/",
  organization_profile_url: "/",
  create_organization_url: "/me",
  after_leave_organization_url: "/me",
  after_create_organization_url: "/",
  support_email: "",
  branded: false,
  captcha_public_key: null,
  captcha_widget_type: null,
  captcha_public_key_invisible: null,
  captcha_provider: "turnstile",
  captcha_oauth_bypass: [],
  show_devmode_warning: false,
  terms_url: "",
  privacy_policy_url: "",
  waitlist_url: "",
  after_join_waitlist_url: "",
};

const ORGANIZATION_SETTINGS = {
  enabled: true,
  actions: { admin_delete: true },
  domains: { enabled: false, enrollment_modes: [], default_role: null },
  organization_creation_defaults: { enabled: false },
};

const BILLING_OFF = { enabled: false, has_paid_plans: false };

/**
 * How the instance is set up: what decides which fields and buttons Clerk's components show. Every key of the
 * SDK's type is there; below the first level the SDK's types cannot check it (they ask for `id: never`).
 */
export function environmentJson(
  { isDevelopment }: Instance,
  {
    membershipRequired,
    slugsDisabled,
    multiSession,
    maxSignInAttempts,
    maxAllowedMemberships,
  }: Configuration,
): Record<keyof KnownEnvironment, unknown> {
  return {
    object: "environment",
    id: "env_local",
    maintenance_mode: false,
    auth_config: {
      object: "auth_config",
      id: "aconf_local",
      single_session_mode: !multiSession,
      claimed_at: null,
      reverification: false,
    },
    display_config: {
      ...DISPLAY_CONFIG,
      instance_environment_type: isDevelopment ? "development" : "production",
    },
    user_settings: {
      ...USER_SETTINGS,
      attack_protection: {
        user_lockout: {
          enabled: true,
          max_attempts: maxSignInAttempts,
          duration_in_minutes: LOCKOUT_MS / 60_000,
        },
      },
    },
    organization_settings: {
      ...ORGANIZATION_SETTINGS,
      max_allowed_memberships: maxAllowedMemberships,
      force_organization_selection: membershipRequired,
      slug: { disabled: slugsDisabled },
    },
    commerce_settings: {
      billing: { stripe_publishable_key: "", organization: BILLING_OFF, user: BILLING_OFF },
    },
    api_keys_settings: { user_api_keys_enabled: false, orgs_api_keys_enabled: false },
    protect_config: { id: "" },
  };
}

type KnownEnvironment = Omit<EnvironmentJSON, "client_debug_mode" | "partitioned_cookies">;
