import type { LimitedCall } from "./rules/hourly-limits.ts";
import type { KeyName } from "./tokens/signing-key.ts";
import { checkEndpoint } from "./guard.ts";
import type { Tables } from "./state/tables.ts";

/** What the owner of an instance sets in Clerk's dashboard, as far as the stand-in knows it. */
export type Configuration = {
  /** A session in which no organization is active is pending until one is. Clerk's default for new instances. */
  readonly membershipRequired: boolean;
  /** Organizations are known by id alone: neither JSON nor tokens carry a slug. Clerk's default for new instances. */
  readonly slugsDisabled: boolean;
  readonly tokenLifetimeSeconds: number;
  /** Several people may be signed in with one browser, one of them active in each tab. */
  readonly multiSession: boolean;
  /** How many wrong passwords and codes lock an account for an hour. */
  readonly maxSignInAttempts: number;
  /** Members of an organization, pending invitations included, where it has no number of its own; 0 is any number. */
  readonly maxAllowedMemberships: number;
  /** Instead of Clerk's limits of the Backend API; null lifts one. */
  readonly callsPerHour: { readonly [Call in LimitedCall]?: number | null };
  /** The key that signs from now on. */
  readonly signingKey: KeyName;
  /** Whether the key set still lists the other key. */
  readonly publishesOtherKey: boolean;
  /** Where webhooks go; null leaves it to the Worker's own setting. */
  readonly webhookEndpoint: string | null;
  /** Nothing goes out by itself; `deliverWebhooks` still sends. */
  readonly webhooksHeld: boolean;
  /**
   * Whether the end of an organization or a person also tells of every membership, session and invitation that
   * ended with it. Clerk's documentation does not say, and sites that listen disagree; both must do.
   */
  readonly cascadesAreTold: boolean;
};

/**
 * Not Clerk's defaults for organizations, but what the product is made for: slugs in addresses, personal pages, and
 * the most members that Clerk gives without its add-on (its default is five). The attempts are those of instances
 * made since July 2026: https://clerk.com/docs/guides/protect/user-lockout
 */
const DEFAULTS: Configuration = {
  membershipRequired: false,
  slugsDisabled: false,
  tokenLifetimeSeconds: 60,
  multiSession: false,
  maxSignInAttempts: 10,
  maxAllowedMemberships: 20,
  callsPerHour: {},
  signingKey: "first",
  publishesOtherKey: false,
  webhookEndpoint: null,
  webhooksHeld: false,
  cascadesAreTold: true,
};

const ID = "configuration";

export function configurationOf(tables: Tables): Configuration {
  return { ...DEFAULTS, ...tables.configurations.get(ID) };
}

/** Changes what is named and leaves the rest. Throws on an endpoint that is not on this machine. */
export function configure(tables: Tables, changes: Partial<Configuration>): Configuration {
  if (changes.webhookEndpoint != null) checkEndpoint(changes.webhookEndpoint);
  return tables.configurations.put({ ...configurationOf(tables), ...changes, id: ID });
}
