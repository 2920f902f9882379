import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { createClerkClient } from "@clerk/backend";
import { getCookieSuffix } from "@clerk/shared/keys";
import { convertV4MiniflareOptions, Miniflare, type WorkerdStructuredLog } from "miniflare";
import { clerkLocalUrl, clerkLocalWorkers, controlOf } from "#test/support/clerk-local.ts";

/** The shape of the instance's publishable key. */
export type Keys = "test" | "live";

export const ENV = parseEnv(readFileSync("clerk-local/site.env", "utf8"));
export const SECRET_KEY = ENV["CLERK_SECRET_KEY"] ?? "";
export const JWT_KEY = ENV["CLERK_JWT_KEY"] ?? "";

export const INSTANCES = {
  test: {
    publishableKey: ENV["PUBLIC_CLERK_PUBLISHABLE_KEY"] ?? "",
    appOrigin: "http://localhost:8787",
    issuer: "https://orgstead-local-1.clerk.accounts.dev",
  },
  live: {
    publishableKey: `pk_live_${btoa("clerk.app.example.com$")}`,
    appOrigin: "https://app.example.com",
    issuer: "https://clerk.app.example.com",
  },
} as const satisfies Record<Keys, object>;

export type StandIn = Awaited<ReturnType<typeof startStandIn>>;

/** What a browser has to know of it. */
export type Reachable = Pick<
  StandIn,
  "keys" | "publishableKey" | "appOrigin" | "suffix" | "url" | "rpc" | "sdk"
>;

/** clerk-local in workerd on a port of its own, with its controls and the real SDK pointed at it. */
export async function startStandIn(keys: Keys) {
  const instance = INSTANCES[keys];
  const settings = {
    ...ENV,
    PUBLIC_CLERK_PUBLISHABLE_KEY: instance.publishableKey,
    APP_ORIGIN: instance.appOrigin,
  };
  const printed: string[] = [];
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      cf: false,
      workers: clerkLocalWorkers(settings),
      handleStructuredLogs: ({ message }: WorkerdStructuredLog) => void printed.push(message),
    }),
  );
  const url = await clerkLocalUrl(miniflare);
  return {
    keys,
    ...instance,
    url,
    /** What the SDK appends to cookie names. */
    suffix: await getCookieSuffix(instance.publishableKey),
    rpc: controlOf(miniflare),
    sdk: createClerkClient({
      secretKey: SECRET_KEY,
      publishableKey: instance.publishableKey,
      apiUrl: url,
      telemetry: { disabled: true },
    }),
    /** What it printed, as one text. */
    printed: () => printed.join("\n"),
    /** Throws the object out of memory, as an idle one is; what it stored stays. */
    forget: () => miniflare.unsafeEvictDurableObject("clerk-local", "Store", { name: "store" }),
    stop: () => miniflare.dispose(),
  };
}
