import type { KeyName } from "./signing-key.ts";
import { checkEndpoint } from "./guard.ts";
import type { Tables } from "./tables.ts";

/** What the owner of an instance sets in Clerk's dashboard, as far as the stand-in knows it. */
export type Configuration = {
  /** A session in which no organization is active is pending until one is. Clerk's default for new instances. */
  readonly membershipRequired: boolean;
  /** Organizations are known by id alone: neither JSON nor tokens carry a slug. Clerk's default for new instances. */
  readonly slugsDisabled: boolean;
  readonly tokenLifetimeSeconds: number;
  /** The key that signs from now on. */
  readonly signingKey: KeyName;
  /** Whether the key set still lists the other key. */
  readonly publishesOtherKey: boolean;
  /** Where webhooks go; null leaves it to the Worker's own setting. */
  readonly webhookEndpoint: string | null;
  /** Nothing goes out by itself; `deliverWebhooks` still sends. */
  readonly webhooksHeld: boolean;
  /**
   * Whether the end of an organization or a person also tells of every membership (and session) that ended with
   * it. Clerk's documentation does not say, and sites that listen disagree; both must do.
   */
  readonly cascadesAreTold: boolean;
};

/** Not Clerk's defaults for organizations, but what the product is made for: slugs in addresses, personal pages. */
const DEFAULTS: Configuration = {
  membershipRequired: false,
  slugsDisabled: false,
  tokenLifetimeSeconds: 60,
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
