/** The settings of the Worker, as wrangler.toml or a test gives them. */
export type Settings = {
  readonly PUBLISHABLE_KEY: string;
  readonly SECRET_KEY: string;
  readonly APP_ORIGIN: string;
};

/** The Clerk instance that the stand-in plays. */
export type Instance = {
  /** `pk_test_` or `pk_live_`: decides how a browser is recognized and how a handshake travels. */
  readonly isDevelopment: boolean;
  /** `https://` and the host inside the publishable key: @clerk/backend compares it with tokens' `iss`. */
  readonly issuer: string;
  /** What the SDKs append to cookie names, `<name>_<suffix>` (shared/keys.ts, getCookieSuffix). */
  readonly cookieSuffix: string;
  readonly secretKey: string;
  /** The site's origin: `azp` of every token. */
  readonly appOrigin: string;
};

/** Shape `ins_…`; tokens are signed under it, too (signing-key.ts). */
export const INSTANCE_ID = "ins_clerk_local";

const SUFFIX_LENGTH = 8;

/** Throws on a publishable key of another shape. */
export async function readInstance(settings: Settings): Promise<Instance> {
  const { PUBLISHABLE_KEY, SECRET_KEY, APP_ORIGIN } = settings;
  const [, kind, encoded] = /^pk_(test|live)_([A-Za-z0-9+/]+=*)$/.exec(PUBLISHABLE_KEY) ?? [];
  if (encoded === undefined)
    throw new Error("clerk-local: PUBLISHABLE_KEY must look like pk_test_… or pk_live_…");
  return {
    isDevelopment: kind === "test",
    issuer: `https://${atob(encoded).replace(/\$$/, "")}`,
    cookieSuffix: await cookieSuffix(PUBLISHABLE_KEY),
    secretKey: SECRET_KEY,
    appOrigin: new URL(APP_ORIGIN).origin,
  };
}

async function cookieSuffix(publishableKey: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-1", new TextEncoder().encode(publishableKey));
  const base64 = btoa(String.fromCharCode(...new Uint8Array(digest)));
  return base64.replaceAll("+", "-").replaceAll("/", "_").slice(0, SUFFIX_LENGTH);
}
