/** The site's settings, checked. Names and meaning: README, "Settings". */
export type Config = {
  readonly env: "local" | "staging" | "production";
  /** The site's public origin, `https://app.example.com`. */
  readonly origin: string;
  readonly publishableKey: string;
  /** The host inside the publishable key: the Frontend API's, and the issuer of session tokens. */
  readonly frontendApiHost: string;
  readonly secretKey: string;
  readonly jwtKey: string;
  readonly webhookSecret: string;
  /** Whether the Frontend API is proxied under the site's own `/__clerk`. */
  readonly proxied: boolean;
  /** Where the proxy sends Frontend API traffic; null is Clerk's own. */
  readonly frontendApiUrl: string | null;
  /** The site's own machine at Clerk: M2M tokens that are for it are accepted; null accepts none. */
  readonly machineId: string | null;
  /** The service that forecasts (external-api/); null where there is none. */
  readonly externalApiUrl: string | null;
  readonly backendApiUrl: string;
};

/** A setting that is missing or wrong; the message names it and says where to set it. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

type Raw = Readonly<Record<string, unknown>>;

/** Throws `ConfigError` on the first setting that will not do. */
export function parseConfig(raw: Raw): Config {
  const env = oneOf(raw, "APP_ENV", ["local", "staging", "production"]);
  const publishableKey = text(raw, "PUBLIC_CLERK_PUBLISHABLE_KEY");
  const secretKey = secret(raw, "CLERK_SECRET_KEY", /^sk_(test|live)_\w+$/);
  if (env === "production") {
    refuseTestKey("PUBLIC_CLERK_PUBLISHABLE_KEY", publishableKey);
    refuseTestKey("CLERK_SECRET_KEY", secretKey);
  }
  return {
    env,
    origin: originOf(raw, env),
    publishableKey,
    frontendApiHost: frontendApiHostOf(publishableKey),
    secretKey,
    jwtKey: secret(raw, "CLERK_JWT_KEY", /MII[\w+/=\s]{100,}/),
    webhookSecret: secret(raw, "CLERK_WEBHOOK_SIGNING_SECRET", /^whsec_[\w+/=]{16,}$/),
    proxied: oneOf(raw, "PUBLIC_CLERK_PROXY_URL", ["", "/__clerk"]) !== "",
    frontendApiUrl: optionalUrl(raw, "CLERK_FAPI_URL", env),
    machineId: machineIdOf(raw),
    externalApiUrl: optionalUrl(raw, "EXTERNAL_API_URL", env),
    backendApiUrl: url(raw, "CLERK_API_URL", env),
  };
}

function originOf(raw: Raw, env: Config["env"]): string {
  const origin = url(raw, "APP_ORIGIN", env);
  if (new URL(origin).origin === origin) return origin;
  throw wrong(
    "APP_ORIGIN",
    "must be an origin without path or trailing slash, such as https://app.example.com",
  );
}

/** `pk_test_` or `pk_live_`, then base64 of the host and a `$` (shared/keys.ts). Throws on anything else. */
export function frontendApiHostOf(publishableKey: string): string {
  const encoded = /^pk_(?:test|live)_([A-Za-z0-9+/=]+)$/.exec(publishableKey)?.[1];
  const host = encoded === undefined ? null : decode(encoded);
  if (host !== null && /^[\w.:-]+\.[\w.:-]+\$$/.test(host)) return host.slice(0, -1);
  throw wrong("PUBLIC_CLERK_PUBLISHABLE_KEY", "is not a publishable key; copy it from Clerk's dashboard");
}

function decode(base64: string): string | null {
  try {
    return atob(base64);
  } catch {
    return null;
  }
}

function refuseTestKey(name: string, key: string): void {
  if (/^[ps]k_test_/.test(key)) throw wrong(name, "is a test key, which production refuses");
}

function url(raw: Raw, name: string, env: Config["env"]): string {
  const given = text(raw, name);
  const scheme = URL.canParse(given) ? new URL(given).protocol : null;
  if (scheme === "https:" || (scheme === "http:" && env === "local")) return given;
  throw wrong(name, "must be an https URL (http only where APP_ENV is local)");
}

function optionalUrl(raw: Raw, name: string, env: Config["env"]): string | null {
  return optional(raw, name) === "" ? null : url(raw, name, env);
}

function machineIdOf(raw: Raw): string | null {
  const given = optional(raw, "CLERK_MACHINE_ID");
  if (given === "") return null;
  if (/^mch_\w+$/.test(given)) return given;
  throw wrong("CLERK_MACHINE_ID", "must be a machine's id of Clerk's dashboard, mch_…, or empty");
}

function oneOf<const Allowed extends string>(raw: Raw, name: string, allowed: readonly Allowed[]): Allowed {
  const given = optional(raw, name);
  const found = allowed.find((value) => value === given);
  if (found !== undefined) return found;
  throw wrong(name, `must be one of ${allowed.map((value) => JSON.stringify(value)).join(", ")}`);
}

function text(raw: Raw, name: string): string {
  const given = optional(raw, name);
  if (given === "") throw wrong(name, "is missing");
  return given;
}

function optional(raw: Raw, name: string): string {
  const given = raw[name];
  return typeof given === "string" ? given.trim() : "";
}

function secret(raw: Raw, name: string, shape: RegExp): string {
  const given = optional(raw, name);
  if (given !== "" && shape.test(given)) return given;
  throw new ConfigError(
    `${name} ${given === "" ? "is missing" : "has the wrong shape"}: set it with "npx wrangler secret put ${name}" (for a local run, npm start does).`,
  );
}

function wrong(name: string, fault: string): ConfigError {
  return new ConfigError(
    `${name} ${fault}: set it in wrangler.toml, under [vars] of the environment (for a local run, npm start does).`,
  );
}
