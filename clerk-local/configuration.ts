import type { LimitedCall } from "./hourly-limits.ts";
import type { KeyName } from "./signing-key.ts";
import type { Tables } from "./tables.ts";

/** What the owner of an instance sets in Clerk's dashboard, as far as the stand-in knows it. */
export type Configuration = {
  /** A session in which no organization is active is pending until one is. Clerk's default for new instances. */
  readonly membershipRequired: boolean;
  /** Organizations are known by id alone: neither JSON nor tokens carry a slug. Clerk's default for new instances. */
  readonly slugsDisabled: boolean;
  readonly tokenLifetimeSeconds: number;
  /** Members of an organization, pending invitations included, where it has no number of its own; 0 is any number. */
  readonly maxAllowedMemberships: number;
  /** Instead of Clerk's limits of the Backend API; null lifts one. */
  readonly callsPerHour: { readonly [Call in LimitedCall]?: number | null };
  /** The key that signs from now on. */
  readonly signingKey: KeyName;
  /** Whether the key set still lists the other key. */
  readonly publishesOtherKey: boolean;
};

/**
 * Not Clerk's defaults for organizations, but what the product is made for: slugs in addresses, personal pages, and
 * the most members that Clerk gives without its add-on (its default is five).
 */
const DEFAULTS: Configuration = {
  membershipRequired: false,
  slugsDisabled: false,
  tokenLifetimeSeconds: 60,
  maxAllowedMemberships: 20,
  callsPerHour: {},
  signingKey: "first",
  publishesOtherKey: false,
};

const ID = "configuration";

export function configurationOf(tables: Tables): Configuration {
  return tables.configurations.get(ID) ?? DEFAULTS;
}

/** Changes what is named and leaves the rest. */
export function configure(tables: Tables, changes: Partial<Configuration>): Configuration {
  return tables.configurations.put({ ...configurationOf(tables), ...changes, id: ID });
}
