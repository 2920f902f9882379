import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { createClerkClient } from "@clerk/backend";
import { getCookieSuffix } from "@clerk/shared/keys";
import { createTestHarness } from "wrangler";
import type * as WorkerModule from "#clerk-local/worker.ts";
import { controlsBy } from "#test/support/clerk-local.ts";

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

/** clerk-local in workerd on a port of its own, with its RPC and the real SDK pointed at it. */
export async function startStandIn(keys: Keys) {
  const instance = INSTANCES[keys];
  const vars = { PUBLISHABLE_KEY: instance.publishableKey, SECRET_KEY, APP_ORIGIN: instance.appOrigin };
  const server = createTestHarness({ workers: [{ configPath: "./clerk-local/wrangler.toml", vars }] });
  const { url } = await server.listen();
  const worker = server.getWorker<Cloudflare.Env, typeof WorkerModule>("clerk-local");
  const entry = await worker.getExport();
  return {
    keys,
    ...instance,
    url: url.origin,
    /** What the SDK appends to cookie names. */
    suffix: await getCookieSuffix(instance.publishableKey),
    rpc: controlsBy((name, args) => entry.control(name, args)),
    sdk: createClerkClient({
      secretKey: SECRET_KEY,
      publishableKey: instance.publishableKey,
      apiUrl: url.origin,
      telemetry: { disabled: true },
    }),
    /** What it printed, as one text. */
    printed: () =>
      server
        .getLogs()
        .map(({ message }) => message)
        .join("\n"),
    /** Throws the object out of memory, as an idle one is; what it stored stays. */
    forget: () => worker.evictDurableObject("Store", { name: "store" }),
    stop: () => server.close(),
  };
}
