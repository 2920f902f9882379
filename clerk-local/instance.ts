import { checkEndpoint } from "./guard.ts";

/** The settings of the Worker, as wrangler.toml or a test gives them. */
export type Settings = {
  readonly PUBLISHABLE_KEY: string;
  readonly SECRET_KEY: string;
  readonly APP_ORIGIN: string;
  readonly WEBHOOK_SIGNING_SECRET: string;
  /** Where webhooks go; empty or absent is nowhere. */
  readonly WEBHOOK_ENDPOINT?: string;
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
  /** `whsec_` and the base64 of what webhooks are signed with. */
  readonly webhookSecret: string;
  readonly webhookEndpoint: string | null;
};

/** Shape `ins_…`; tokens are signed under it, too (signing-key.ts). */
export const INSTANCE_ID = "ins_clerk_local";

const SUFFIX_LENGTH = 8;

/** Throws on a publishable key of another shape, and on an endpoint that is not on this machine. */
export async function readInstance(settings: Settings): Promise<Instance> {
  const { PUBLISHABLE_KEY, SECRET_KEY, APP_ORIGIN, WEBHOOK_ENDPOINT = "" } = settings;
  const [, kind, encoded] = /^pk_(test|live)_([A-Za-z0-9+/]+=*)$/.exec(PUBLISHABLE_KEY) ?? [];
  if (encoded === undefined)
    throw new Error("clerk-local: PUBLISHABLE_KEY must look like pk_test_… or pk_live_…");
  if (WEBHOOK_ENDPOINT !== "") checkEndpoint(WEBHOOK_ENDPOINT);
  return {
    isDevelopment: kind === "test",
    issuer: `https://${atob(encoded).replace(/\$$/, "")}`,
    cookieSuffix: await cookieSuffix(PUBLISHABLE_KEY),
    secretKey: SECRET_KEY,
    appOrigin: new URL(APP_ORIGIN).origin,
    webhookSecret: settings.WEBHOOK_SIGNING_SECRET,
    webhookEndpoint: WEBHOOK_ENDPOINT === "" ? null : WEBHOOK_ENDPOINT,
  };
}

async function cookieSuffix(publishableKey: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-1", new TextEncoder().encode(publishableKey));
  const base64 = btoa(String.fromCharCode(...new Uint8Array(digest)));
  return base64.replaceAll("+", "-").replaceAll("/", "_").slice(0, SUFFIX_LENGTH);
}
