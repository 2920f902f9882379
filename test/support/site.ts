import { existsSync, readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import {
  convertV4MiniflareOptions,
  Miniflare,
  type Response as MiniflareResponse,
  type WorkerdStructuredLog,
} from "miniflare";
import { frontendApiHostOf } from "#src/lib/config.ts";
import type { Controls } from "#clerk-local/controls/table.ts";
import { clerkLocalUrl, clerkLocalWorkers, controlOf, type Receive } from "#test/support/clerk-local.ts";
import { EXTERNAL_API, externalApiWorker, outside, type Between } from "#test/support/external-api.ts";
import { directFetch } from "#test/support/direct-fetch.ts";
import { filesWorker } from "#test/support/files-worker.ts";
import { breachesOf, readLedger, type Entry } from "#test/support/ledger.ts";
import { DATABASE_WORKER, databaseOf } from "#test/support/local-d1.ts";
import { migrate } from "#test/support/migrations.ts";
import { modulesOf } from "#test/support/modules.ts";
import { freePorts } from "#test/support/ports.ts";

/** The shape of the Clerk instance's keys: a production instance's or a development one's. */
export type Keys = "live" | "test";

export type Site = {
  readonly origin: string;
  readonly database: D1Database;
  readonly clerk: Controls;
  /** What the site has to know of its Clerk instance; CLERK_API_URL as it is reached from a test. */
  readonly settings: Readonly<Record<string, string>>;
  /** What the Worker wrote as warnings and errors. */
  readonly log: readonly string[];
  /** Those, and everything else that it wrote. */
  readonly lines: readonly string[];
  /** A request as it reaches the Worker: no redirect is followed, no header added; answers come uncompressed. */
  readonly fetch: (path: string, init?: RequestInit) => Promise<Response>;
  /** A request to the service that forecasts, as from outside; only where there is one. */
  readonly service: (path: string, init?: RequestInit) => Promise<MiniflareResponse>;
  /** Lets the Worker do what it does from time to time: all of it, or what one of its schedules is for, at that time. */
  readonly scheduled: (run?: { readonly cron?: string; readonly scheduledTime?: Date }) => Promise<void>;
  /** Throws where a request since the last time asked the database for what none may; see ledger.ts. */
  readonly judge: () => Promise<void>;
  /** Judges what has not been, too. */
  readonly dispose: () => Promise<void>;
};

export type SiteOptions = {
  readonly keys?: Keys;
  /** On a loopback port, for a browser. */
  readonly listen?: boolean;
  /** Calls to Clerk that one address may cost in ten seconds: high, since all of a suite shares an address. */
  readonly clerkCallLimit?: number;
  /** Changes that one person may make through the API in a minute: high, since a suite makes many. */
  readonly apiWriteLimit?: number;
  /** The key that the site verifies sessions with; the stand-in's first one if not given. */
  readonly jwtKey?: string;
  /** Whether answers say in `x-tap` what they cost; see `countsOf`. */
  readonly counted?: boolean;
  /** The service that forecasts, and what stands between it and the site; not set up if not given. */
  readonly externalApi?: Between;
};

const LIVE_HOST = "clerk.app.example.com";
const CLERK_LOCAL = "http://clerk-local.test";
/** For `clerk.configure({ webhookEndpoint })`: whatever host it names, webhooks go to the site. */
export const WEBHOOK_ENDPOINT = "http://site.test/api/webhooks/clerk";
const DIST = "dist/server";
/**
 * workerd's own lines: about a caller who went away before the answer was out, as browsers do, and about an
 * alarm of clerk-local's that a busy machine was late for.
 */
const WORKERDS_OWN = [
  /^kj::getCaughtExceptionAsKj\(\) = .*disconnected: /,
  /^NOSENTRY SQLite alarm overdue, running despite AlarmManager mismatch/,
];

const FILES = "dist/client";

/**
 * The built site and clerk-local in one workerd, each test file with its own: `https://app.example.com` for
 * requests by `fetch`, or a loopback port for a browser (`listen`).
 */
export async function startSite({
  keys = "live",
  listen = false,
  clerkCallLimit = 1_000_000,
  apiWriteLimit = 1_000_000,
  jwtKey,
  counted = false,
  externalApi,
}: SiteOptions = {}): Promise<Site> {
  if (!existsSync(`${DIST}/wrangler.json`)) throw new Error("there is no build: npm run build makes it");
  const port = listen ? await freePorts(1) : undefined;
  const origin = port === undefined ? "https://app.example.com" : `http://localhost:${port}`;
  const settings: Settings = {
    ...settingsFor(keys, origin),
    ...(jwtKey !== undefined && { CLERK_JWT_KEY: jwtKey }),
    ...(externalApi !== undefined && { EXTERNAL_API_URL: EXTERNAL_API }),
  };
  const log: string[] = [];
  const lines: string[] = [];
  // Not by a service binding, so that the site sees its own origin, as it would from outside.
  const receive: Receive = ({ url, method, headers, body }, { dispatchFetch }) =>
    dispatchFetch(`${origin}${new URL(url).pathname}`, { method, headers, body, duplex: "half" });
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      cf: false,
      ...(port === undefined ? { upstream: origin } : { host: "localhost", port }),
      handleStructuredLogs: ({ level, message }: WorkerdStructuredLog) => {
        lines.push(message);
        if ((level === "warn" || level === "error") && !WORKERDS_OWN.some((line) => line.test(message)))
          log.push(message);
      },
      workers: [
        siteWorker(settings, { listen, clerkCallLimit, apiWriteLimit, counted, externalApi }),
        ...clerkLocalWorkers(settings, receive),
        ...(externalApi === undefined ? [] : [externalApiWorker(issuerOf(settings), origin)]),
        DATABASE_WORKER,
        ...(listen ? [] : [filesWorker("files", FILES)]),
      ],
    }),
  );
  const database = await databaseOf(miniflare);
  await migrate(database);
  const ask = directFetch(await miniflare.unsafeGetDirectURL("site"), origin);
  return {
    origin,
    database,
    clerk: controlOf(miniflare),
    settings: { ...settings, CLERK_API_URL: await clerkLocalUrl(miniflare) },
    log,
    lines,
    fetch: ask,
    service: async (path, init) => {
      const worker = await miniflare.getWorker("external-api");
      // As above, in both directions.
      return worker.fetch(`${EXTERNAL_API}${path}`, init as object);
    },
    scheduled: async (run = {}) => {
      const { outcome } = await (await miniflare.getWorker("site")).scheduled(run);
      if (outcome !== "ok") throw new Error(`the scheduled run ended with ${outcome}`);
    },
    judge: async () => judge(await readLedger(ask)),
    dispose: async () => {
      const entries = await readLedger(ask);
      await miniflare.dispose();
      judge(entries);
    },
  };
}

function judge(entries: readonly Entry[]): void {
  const breaches = breachesOf(entries);
  if (breaches.length > 0) throw new Error(`what no request may do:\n${breaches.join("\n")}`);
}

type Settings = Record<string, string>;

export function settingsFor(keys: Keys, origin: string): Settings {
  // Every name of that file has a value.
  const local = parseEnv(readFileSync("clerk-local/site.env", "utf8")) as Settings;
  const live = { PUBLIC_CLERK_PUBLISHABLE_KEY: `pk_live_${btoa(`${LIVE_HOST}$`)}` };
  return {
    ...local,
    ...(keys === "live" && live),
    APP_ORIGIN: origin,
    CLERK_API_URL: CLERK_LOCAL,
    CLERK_FAPI_URL: CLERK_LOCAL,
    EXTERNAL_API_URL: "",
  };
}

function siteWorker(
  settings: Settings,
  given: Required<Pick<SiteOptions, "listen" | "clerkCallLimit" | "apiWriteLimit" | "counted">> & {
    readonly externalApi: Between | undefined;
  },
) {
  const { externalApi } = given;
  // The build's own file: its vars are the defaults of wrangler.toml.
  const { vars } = JSON.parse(readFileSync(`${DIST}/wrangler.json`, "utf8")) as { vars: Settings };
  return {
    name: "site",
    compatibilityDate: "2026-10-12",
    compatibilityFlags: ["nodejs_compat"],
    modulesRoot: DIST,
    modules: modulesOf(DIST, { tapped: true }),
    bindings: { ...vars, ...settings, ...(given.counted && { TAP_COUNTS: "yes" }) },
    d1Databases: { DB: "site" },
    ratelimits: {
      CLERK_CALLS: { namespace_id: "1", simple: { limit: given.clerkCallLimit, period: 10 as const } },
      API_WRITES: { namespace_id: "2", simple: { limit: given.apiWriteLimit, period: 60 as const } },
    },
    unsafeDirectSockets: [{ host: "127.0.0.1", port: 0, proxy: true }],
    // Only browsers ask for files.
    ...(given.listen
      ? { assets: { directory: FILES, binding: "ASSETS", routerConfig: { has_user_worker: true } } }
      : { serviceBindings: { ASSETS: "files" } }),
    outboundService: externalApi === undefined ? "clerk-local" : outside(externalApi),
  };
}

/** Of the instance's tokens. */
export function issuerOf(settings: Readonly<Record<string, string>>): string {
  return `https://${frontendApiHostOf(settings["PUBLIC_CLERK_PUBLISHABLE_KEY"] ?? "")}`;
}
